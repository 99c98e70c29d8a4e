import { objectiveNote, objectiveTables, objectiveTitle } from '../../sections/objective-section.ts';
import { figureTableOf } from '../figure-table.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../page-model.ts';

/** Every objective beside the suite's own, on the same models; no section in a run of one objective. */
export function objectivesPart(page: PageModel): Html | undefined {
  const tables = objectiveTables(page.record, page.figures);
  if (tables.length === 0) return undefined;
  return html`<section id="objectives"><h2>${objectiveTitle}</h2>
<p class="lead">${objectiveNote}</p>
${tables.map(({ table, taught }) => html`${figureTableOf(page, table)}${taught.map((text) => html`<p>${text}</p>`)}`)}</section>`;
}
