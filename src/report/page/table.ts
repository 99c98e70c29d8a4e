import { type Html, type HtmlValue, html } from './html.ts';

export interface TableColumn<Row> {
  readonly head: string;
  readonly cell: (row: Row) => HtmlValue;
  /** Numbers stand to the right; texts, by default, to the left. */
  readonly number?: boolean;
}

/** A table that scrolls by itself where the page is narrow; columns without content are left out, and nothing is left of no rows. */
export function table<Row>(caption: string, rows: readonly Row[], columns: readonly TableColumn<Row>[]): Html | undefined {
  if (rows.length === 0) return undefined;
  const isEmpty = (value: HtmlValue): boolean => value === undefined || value === '' || value === false;
  const filled = columns
    .map((column) => ({ ...column, cells: rows.map((row) => column.cell(row)) }))
    .filter(({ cells }) => !cells.every(isEmpty));
  const right = (column: { readonly number?: boolean }): HtmlValue => column.number === true && html` class="number"`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${filled.map((column) => html`<th scope="col"${right(column)}>${column.head}</th>`)}</tr></thead>
<tbody>${rows.map(
    (_, row) =>
      html`<tr>${filled.map((column, i) =>
        i === 0 ? html`<th scope="row">${column.cells[row]}</th>` : html`<td${right(column)}>${column.cells[row]}</td>`,
      )}</tr>
`,
  )}</tbody></table></div>`;
}
