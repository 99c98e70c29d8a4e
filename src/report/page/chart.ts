import { Html, html } from './html.ts';
import type { PageModel } from './page-model.ts';
import { type ChartSpec, draw } from './vega.ts';

export interface Chart {
  /** Unique in a page; letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** What it shows, for those who do not see it: the finding, not the form. */
  readonly alternative: string;
  readonly spec: ChartSpec;
  /** The same in numbers. */
  readonly table?: Html;
}

/** Drawn anew in the page with tips; without scripts, and on paper, the drawing made here stays. */
export async function chart({ drawings }: PageModel, { id, title, alternative, spec, table }: Chart): Promise<Html> {
  const drawing = await draw(spec);
  drawings.set(id, { ...drawing, title });
  return html`<figure class="chart" id="${id}">
<figcaption>${title}</figcaption>
<div class="plot" data-chart="${id}" role="img" aria-label="${alternative}">${new Html(drawing.svg)}</div>
${table === undefined ? undefined : html`<details><summary>The same as a table</summary>${table}</details>`}
</figure>`;
}
