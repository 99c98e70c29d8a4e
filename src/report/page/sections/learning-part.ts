import { formatCount, formatDigits, formatPercent } from '../../../decision/quantities.ts';
import { decisionMetric } from '../../../metrics/metrics.ts';
import type { Direction } from '../../../types.ts';
import { arrow } from '../../figures/figure-lookup.ts';
import { type LearningPoint, learningCurves } from '../../figures/learning-curves.ts';
import { directions } from '../../figures/per-query.ts';
import { chart } from '../chart.ts';
import { curvesChart } from '../charts/curves-chart.ts';
import { type Html, html } from '../html.ts';
import { figureText } from '../number.ts';
import type { PageModel } from '../page-model.ts';
import { table } from '../table.ts';

/** Accuracy over the right pairs that were shown; no section where every model was shown all. */
export async function learningPart(page: PageModel): Promise<Html | undefined> {
  const charts: Html[] = [];
  for (const [i, { name }] of page.record.datasets.entries()) {
    const points = learningCurves(page.record, page.figures, name);
    for (const direction of directions) {
      const here = points.filter((point) => point.direction === direction);
      if (here.length > 0) charts.push(await ofDirection(page, name, direction, here, `learning-${i}-${direction}`));
    }
  }
  if (charts.length === 0) return undefined;
  return html`<section id="learning"><h2>How many pairs it takes</h2>
<p class="lead">Families are drawn by seed, the same for every model, smaller shares within larger ones; steps, validation and test items are the same for all. Bars are
95 % intervals from resampling whole families of test items; what has none learns in closed form, with no network.</p>
${charts}</section>`;
}

async function ofDirection(
  page: PageModel,
  dataset: string,
  direction: Direction,
  points: readonly LearningPoint[],
  id: string,
): Promise<Html> {
  const shares = [...new Set(points.map(({ share }) => share))].sort((a, b) => a - b);
  const learners = [...new Set(points.map(({ learner }) => learner))];
  const at = (share: number, learner: string): LearningPoint | undefined =>
    points.find((point) => point.share === share && point.learner === learner);
  const best = (share: number): string => {
    const [first] = points.filter((point) => point.share === share).toSorted((a, b) => b.figure.value - a.figure.value);
    return `${first!.learner} with ${formatPercent(first!.figure.value)} % at ${formatDigits(100 * share)} % of the families`;
  };
  return chart(page, {
    id,
    title: `${decisionMetric} over right pairs shown on ${dataset}, ${arrow(direction)}`,
    alternative: `${decisionMetric} on ${dataset} ${arrow(direction)}, the best: ${shares.map(best).join('; ')}.`,
    spec: curvesChart(
      points.flatMap(({ learner: line, share, pairs: x, figure }) =>
        x === undefined
          ? []
          : [{ line, x, at: `${formatCount(Math.round(x))}, ${formatDigits(100 * share)} % of the families`, figure }],
      ),
      { title: 'right pairs of the families shown (log)', scale: 'log' },
      decisionMetric,
    ),
    table: table(`${decisionMetric} over right pairs shown on ${dataset}, percent with 95 % intervals`, shares, [
      { head: 'families shown', number: true, cell: (share) => `${formatDigits(100 * share)} %` },
      {
        head: 'right pairs',
        number: true,
        cell: (share) => {
          const pairs = points.find((point) => point.share === share)?.pairs;
          return pairs === undefined ? undefined : formatCount(Math.round(pairs));
        },
      },
      ...learners.map((learner) => ({
        head: learner,
        number: true,
        cell: (share: number) => figureText(page, at(share, learner)?.figure),
      })),
    ]),
  });
}
