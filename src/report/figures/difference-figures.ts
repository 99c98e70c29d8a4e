import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure } from '../../record.ts';
import { tInterval } from '../../statistics/t-interval.ts';
import { keyOverSeeds, type ModelRuns } from './accuracy-runs.ts';
import { type AccuracyStatistic, accuracyStatistics } from './accuracy-statistics.ts';
import { detectable, difference, overSeeds, pOf } from './derived-names.ts';
import { estimated } from './estimated.ts';
import { select } from './figure-lookup.ts';
import { type Asked, pairRuns, type RunPair, runDifference } from './paired-runs.ts';

/**
 * Differences of a model to the baseline model of its data set, on the same queries with the same seeds:
 * `… difference` (model − baseline; a seed each, and `all` over the `seeds` named, where both have them) with an interval by resampling whole families, and for `all` also
 * `… difference over seeds` (t-interval of the spread) and `… difference detectable` (smallest true difference found in 80 % of cases).
 * Only the decision metric is tested: `… difference p` (two-sided, paired randomisation of whole families).
 */
export function differenceFigures(model: ModelRuns, baseline: ModelRuns, seeds: readonly number[]): Figure[] {
  const pairs = pairRuns(model, baseline);
  const perSeed = pairs.flatMap((pair) => differencesOfSeed(model, pair));
  const isShared = (seed: Figure['seed']): boolean => typeof seed === 'number' && seeds.includes(seed);
  const shared = pairs.filter((pair) => isShared(pair.model.seed));
  if (shared.length === 0 || shared.length < seeds.length) return perSeed;
  const overall = accuracyStatistics.flatMap((statistic) => {
    const metric = difference(statistic.metric);
    const ofSeeds = select(perSeed, { metric, direction: statistic.direction }).filter(({ seed }) => isShared(seed));
    const values = ofSeeds.map(({ value }) => value);
    return differenceOverSeeds(
      model,
      shared,
      statistic,
      metric,
      values,
      statistic.metric === decisionMetric ? 'p' : 'detectable',
    );
  });
  return [...perSeed, ...overall];
}

/** Seed by seed and not metric by metric, because all metrics of a seed share their resamples. */
function differencesOfSeed({ model, dataset }: ModelRuns, pair: RunPair): Figure[] {
  const { split, seed, figures } = pair.model;
  const { device, leftCount, rightCount } = figures[0] ?? {};
  const key = { model, dataset, split, seed, device, leftCount, rightCount };
  return accuracyStatistics.flatMap((statistic) => {
    const found = runDifference(statistic, [pair], 'interval');
    if (found === undefined) return [];
    const { metric, unit, direction } = statistic;
    return [{ ...key, direction, metric: difference(metric), unit, ...estimated(found) }];
  });
}

/** One difference over all seeds under the name given, its spread over the `values` of single seeds, and what is `asked` of it. */
export function differenceOverSeeds(
  model: ModelRuns,
  pairs: readonly RunPair[],
  statistic: AccuracyStatistic,
  metric: string,
  values: readonly number[],
  asked: Asked,
): Figure[] {
  const found = runDifference(statistic, pairs, asked);
  if (found === undefined) return [];
  const { minimumDetectable, units: samples, p } = found;
  const { unit, direction } = statistic;
  const row = { ...keyOverSeeds({ ...model, runs: pairs.map((pair) => pair.model) }), metric, unit, direction };
  const figures: Figure[] = [{ ...row, ...estimated(found) }];
  if (p !== undefined) figures.push({ ...row, metric: pOf(metric), unit: 'probability', value: p, samples });
  if (minimumDetectable !== undefined) {
    figures.push({ ...row, metric: detectable(metric), value: minimumDetectable, samples });
  }
  const spread = tInterval(values)!;
  if (spread.interval !== undefined) {
    const { low: ciLow, high: ciHigh } = spread.interval;
    figures.push({ ...row, metric: overSeeds(metric), value: spread.value, ciLow, ciHigh, samples: spread.count });
  }
  return figures;
}
