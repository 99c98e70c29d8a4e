import { formatCount } from '../../../decision/quantities.ts';
import {
  type CascadeCurve,
  type CascadePoint,
  cascadeColumns,
  cascadeCurves,
  cascadeNote,
} from '../../figures/cascade-curves.ts';
import { formatValue } from '../../figures/figure-format.ts';
import { arrow, select } from '../../figures/figure-lookup.ts';
import { chart } from '../chart.ts';
import { type EffortPoint, effortChart } from '../charts/effort-chart.ts';
import { type Html, html } from '../html.ts';
import { figureText } from '../number.ts';
import type { PageModel } from '../page-model.ts';
import { strategyName } from '../strategy-name.ts';
import { type TableColumn, table } from '../table.ts';

/** How deep to rerank: what a cascade finds over the number that it hands on; no section in a run that measured no several depths. */
export async function cascadePart(page: PageModel): Promise<Html | undefined> {
  const curves = page.record.datasets.flatMap(({ name }) =>
    cascadeCurves(page.record, select(page.figures, { dataset: name })).map((curve) => ({ name, curve })),
  );
  if (curves.length === 0) return undefined;
  const plots: Html[] = [];
  for (const [i, { name, curve }] of curves.entries()) plots.push(await plot(page, name, curve, `cascade-${i}`));
  return html`<section id="cascade"><h2>How deep to rerank</h2>
<p class="lead">${cascadeNote}</p>
${plots}</section>`;
}

/** The two numbers of candidates over which a cascade was ranked, where there are two. */
const poolsOf = ({ candidates, most }: CascadeCurve): { readonly size: number; readonly name: 'found' | 'foundOfMost' }[] => [
  { size: candidates, name: 'found' },
  ...(most > candidates ? [{ size: most, name: 'foundOfMost' as const }] : []),
];

function plot(page: PageModel, dataset: string, curve: CascadeCurve, id: string): Promise<Html> {
  const { model, first, direction, points } = curve;
  const pools = poolsOf(curve);
  const drawn = pools.flatMap(({ size, name }) =>
    points.flatMap((point) =>
      cascadeColumns.flatMap(({ head, of }): EffortPoint[] => {
        const figure = point[name][of];
        const strategy = strategyName(figure ?? {});
        return figure === undefined
          ? []
          : [{ series: head, candidates: formatCount(size), effort: Math.min(point.k, size), share: figure.value, strategy }];
      }),
    ),
  );
  const place = `${model} upon ${first} on ${dataset}, ${arrow(direction)}`;
  const said = points.map(
    ({ k, found }) => `k ${formatCount(k)}: ${cascadeColumns.map(({ head, of }) => `${head} ${shareOf(found[of])}`).join(', ')}`,
  );
  return chart(page, {
    id,
    title: `What reranking more candidates finds: ${place}`,
    alternative: `${said.join('; ')}.`,
    spec: effortChart(drawn, 'k, candidates that are reranked (log)', 'percent'),
    table: table(`Depth of the cascade, ${place}`, points, columnsOf(page, curve)),
  });
}

const shareOf = (figure: CascadePoint['p50']): string =>
  figure === undefined ? 'not measured' : formatValue(figure.unit, figure.value);

function columnsOf(page: PageModel, curve: CascadeCurve): TableColumn<CascadePoint>[] {
  const { candidates, most } = curve;
  return [
    { head: 'k', number: true, cell: ({ k }) => (k >= most ? 'all' : formatCount(k)) },
    ...poolsOf(curve).flatMap(({ size, name }) =>
      cascadeColumns.map(({ head, of }) => ({
        head: `${head} of ${formatCount(size)}`,
        number: true,
        cell: (point: CascadePoint) => figureText(page, point[name][of]),
      })),
    ),
    { head: `single-stream p50 of ${formatCount(candidates)}`, number: true, cell: ({ p50 }) => figureText(page, p50) },
  ];
}
