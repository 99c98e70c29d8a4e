import { comparisonTables } from '../../compare/comparison-tables.ts';
import { comparisonDoubts } from '../../compare/comparison-text.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../page-model.ts';
import { table } from '../table.ts';

/** The same weights on other devices, where runs of them were given with the record; no section without any. */
export function hardwarePart({ companions }: PageModel): Html | undefined {
  if (companions.comparison === undefined) return undefined;
  const doubts = comparisonDoubts(companions.comparison);
  return html`<section id="hardware"><h2>Hardware</h2>
<p class="lead">The same weights, byte for byte, measured in other runs: beside this one, which is the first system.</p>
${comparisonTables(companions.comparison).map(
  ({ title, note, heads, rows, texts }) => html`<h3>${title}</h3><p>${note.trim()}</p>
${table(
  title,
  rows,
  heads.map((head, column) => ({ head, number: column >= texts, cell: (row: readonly string[]) => row[column]! })),
)}`,
)}
${doubts.length > 0 && html`<h3>Doubts</h3><ul>${doubts.map((doubt) => html`<li>${doubt}</li>`)}</ul>`}</section>`;
}
