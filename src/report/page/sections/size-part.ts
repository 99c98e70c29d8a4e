import type { SizeSweep } from '../../costs/size-sweeps.ts';
import { arrow } from '../../figures/figure-lookup.ts';
import {
  meetingColumns,
  meetingNote,
  meetingSweeps,
  type NumberColumn,
  sizeNote,
  sizeTitle,
  sweepColumns,
  unlikeMark,
} from '../../figures/size-columns.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../page-model.ts';
import { strategyName } from '../strategy-name.ts';
import { type TableColumn, table } from '../table.ts';

/** One query over growing numbers of candidates, and whether an index does over drawn items as over real ones; no section in a run without `serving.sizes`. */
export function sizePart({ record, derived }: PageModel): Html | undefined {
  const parts = record.datasets.flatMap(({ name }): Html[] => {
    const rows = derived.sizeSweeps.filter(({ dataset }) => dataset === name);
    const grown = table(`One query on ${name} by candidates`, rows, [
      { head: 'strategy', cell: (sweep) => `${strategyName(sweep.key)}${unlikeMark(sweep)}` },
      { head: 'direction', cell: ({ key }) => arrow(key.direction) },
      ...sweepColumns(rows).map(toColumn),
    ]);
    const met = table(`Indexes over drawn and real items of ${name}`, meetingSweeps(rows), [
      { head: 'strategy', cell: ({ key }) => strategyName(key) },
      ...meetingColumns.map(toColumn),
    ]);
    return [...(grown === undefined ? [] : [grown]), ...(met === undefined ? [] : [html`<p>${meetingNote}</p>`, met])];
  });
  if (parts.length === 0) return undefined;
  return html`<section id="sizes"><h2>${sizeTitle}</h2>
<p class="lead">${sizeNote}</p>
${parts}</section>`;
}

const toColumn = ({ head, text }: NumberColumn<SizeSweep>): TableColumn<SizeSweep> => ({ head, number: true, cell: text });
