import { formatCount, formatDigits, formatSeconds } from '../../../decision/quantities.ts';
import { type ScalingCurve, sizesBetween } from '../../../decision/scaling-curve.ts';
import { predictCost } from '../../../statistics/scaling.ts';
import { extrapolatedSides, type PassFit } from '../../costs/pass-fits.ts';
import { chart } from '../chart.ts';
import { scalingChart } from '../charts/scaling-chart.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../page-model.ts';
import { strategyName } from '../strategy-name.ts';
import { table } from '../table.ts';

/** Fits are drawn to so many times the largest size that was measured. */
const reach = 100;

/** Scoring all N × M pairs at once: measured, fitted, and dashed beyond. */
export async function pairsPart(page: PageModel): Promise<Html> {
  const { derived, models, record } = page;
  const head = html`<h2>All N × M pairs at once</h2>
<p class="lead">Both sides already encoded (with exhaustive-naive nothing is cached, so there it is everything). Points are medians, lines their fit, shades the
95 % interval of a new measurement; dashes are an extrapolation. Time over a pass is not the latency of a query.</p>`;
  if (derived.passFits.length === 0) {
    return html`<section id="pairs">${head}<p class="missing">This record holds no passes over all pairs: a suite measures them under <code>cost.scale</code>.</p></section>`;
  }
  const place = ({ dataset }: PassFit): number => record.datasets.findIndex(({ name }) => name === dataset);
  const fits = derived.passFits.toSorted((a, b) => place(a) - place(b) || models.indexOf(a.model) - models.indexOf(b.model));
  const parts: Html[] = [];
  for (const [i, name] of [...new Set(fits.map(({ dataset }) => dataset))].entries()) {
    parts.push(
      await onDataset(
        page,
        name,
        fits.filter(({ dataset }) => dataset === name),
        `pairs-${i}`,
      ),
    );
  }
  return html`<section id="pairs">${head}${parts}</section>`;
}

async function onDataset(page: PageModel, dataset: string | undefined, fits: readonly PassFit[], id: string): Promise<Html> {
  const smallest = Math.min(...fits.map(({ fit }) => fit.smallest));
  const largest = reach * Math.max(...fits.map(({ fit }) => fit.largest));
  const curves = fits.map((one): ScalingCurve => {
    const { fit, points } = one;
    return {
      label: strategyName(one),
      measured: points.map(({ pairs, seconds }) => ({ size: pairs, cost: seconds })),
      fitted: sizesBetween(smallest, largest).map((size) => {
        const { cost, interval, extrapolated } = predictCost(fit, size);
        return { size, cost, low: interval?.low, high: interval?.high, extrapolated };
      }),
    };
  });
  return chart(page, {
    id,
    title: `Seconds of one pass over all pairs${dataset === undefined ? '' : ` on ${dataset}`}`,
    alternative: `Seconds over pairs: ${fits.map((one) => `${strategyName(one)} ${formatSeconds(one.fit.coefficients[1] * 1e6)} a million pairs`).join('; ')}.`,
    spec: scalingChart(curves, { crossovers: [] }, { size: 'pairs N × M (log)', cost: 'seconds (log)' }),
    table: table('Lines through the measured passes, and what they say far beyond', fits, [
      { head: 'strategy', cell: (one) => strategyName(one) },
      { head: 'a million pairs', number: true, cell: ({ fit }) => formatSeconds(fit.coefficients[1] * 1e6) },
      { head: 'measured up to', number: true, cell: ({ fit }) => formatCount(fit.largest) },
      {
        head: 'largest, error as predicted',
        number: true,
        cell: ({ predictionError }) =>
          predictionError === undefined ? undefined : `${predictionError > 0 ? '+' : ''}${formatDigits(100 * predictionError)} %`,
      },
      ...extrapolatedSides.map((side) => ({
        head: `N = M = ${formatCount(side)}, extrapolated`,
        number: true,
        cell: ({ fit }: PassFit) => {
          const { cost, interval } = predictCost(fit, side * side);
          return `${formatSeconds(cost)}${interval === undefined ? '' : ` [${formatSeconds(interval.low)}, ${formatSeconds(interval.high)}]`}`;
        },
      })),
    ]),
  });
}
