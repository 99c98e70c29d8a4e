import { arrow, find, type SubjectKey, select } from '../../figures/figure-lookup.ts';
import { precisionColumns, precisionNote, precisionRows } from '../../figures/precision-rows.ts';
import { type Html, html } from '../html.ts';
import { figureText } from '../number.ts';
import type { PageModel } from '../page-model.ts';
import { strategyName } from '../strategy-name.ts';
import { table } from '../table.ts';

/** The same model with 32, 16 and 8 bits a value, quality beside speed; no section in a run that serves with 32 alone. */
export function precisionPart(page: PageModel): Html | undefined {
  const tables = page.record.datasets.flatMap(({ name }): Html[] => {
    const here = select(page.figures, { dataset: name });
    const found = table(`Bits a value on ${name}`, precisionRows(page.record, here), [
      { head: 'strategy', cell: strategyName },
      { head: 'direction', cell: ({ direction }) => arrow(direction) },
      ...precisionColumns.map(({ head, metric }) => ({
        head,
        number: true,
        cell: (key: SubjectKey) => figureText(page, find(here, { ...key, metric })),
      })),
    ]);
    return found === undefined ? [] : [found];
  });
  if (tables.length === 0) return undefined;
  return html`<section id="precision"><h2>Fewer bits a value</h2>
<p class="lead">${precisionNote}</p>
${tables}</section>`;
}
