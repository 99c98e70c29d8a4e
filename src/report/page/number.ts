import type { Figure } from '../../record.ts';
import { formatFigure } from '../figures/figure-format.ts';
import { type Html, html } from './html.ts';
import type { PageModel } from './page-model.ts';

/** A figure as it is printed, that tells its line of results.csv. */
export function figureText(
  { lineOf }: PageModel,
  figure: Figure | undefined,
  format: (figure: Figure) => string = formatFigure,
): Html | undefined {
  if (figure === undefined) return undefined;
  const line = lineOf(figure);
  const text = format(figure);
  return line === undefined
    ? html`${text}`
    : html`<data value="${figure.value}" title="results.csv, line ${line}">${text}</data>`;
}
