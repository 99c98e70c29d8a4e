import { pairNote, pairTable, pairTitle } from '../../sections/pair-section.ts';
import { figureTableOf } from '../figure-table.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../page-model.ts';

/** How well pairs are judged; no section in a run that judges none. */
export function filterPart(page: PageModel): Html | undefined {
  const table = pairTable(page.record, page.figures);
  if (table === undefined) return undefined;
  return html`<section id="pair-filtering"><h2>${pairTitle}</h2>
<p class="lead">${pairNote}</p>
${figureTableOf(page, table)}</section>`;
}
