import { decisionMetric } from '../metrics/metrics.ts';
import type { Figure, RunRecord } from '../record.ts';
import { holm } from '../statistics/holm.ts';
import type { ModelRuns } from './accuracy-runs.ts';
import { accuracyStatistics } from './accuracy-statistics.ts';
import { modelOfArm } from './arms.ts';
import { holmOf, pOf, toOwnModel } from './derived-names.ts';
import { differenceOverSeeds } from './difference-figures.ts';
import { pairRuns, runDifference } from './paired-runs.ts';

/** Labels of the arms to which a suite gives an objective of their own: `model@objective`, or an entry that names one. */
export function objectiveArms({ suite }: Pick<RunRecord, 'suite'>): string[] {
  const listed: readonly unknown[] = Array.isArray(suite.models) ? suite.models : [];
  return listed.flatMap((entry): string[] => {
    if (typeof entry === 'string') return entry.includes('@') ? [entry] : [];
    const { model, arm, objective } = (entry ?? {}) as Partial<Record<string, unknown>>;
    return typeof model === 'string' && typeof arm === 'string' && objective !== undefined ? [`${model}@${arm}`] : [];
  });
}

/**
 * Differences of every arm with an objective of its own to its model as the suite trains it, on one data set over the `seeds`, on the same queries: the decision metric in
 * both directions, `… difference to own model` with its interval by resampling whole families, its p, and that p corrected by Holm for all such arms and both directions.
 */
export function objectiveArmFigures(models: readonly ModelRuns[], arms: readonly string[], seeds: readonly number[]): Figure[] {
  const name = toOwnModel(decisionMetric);
  const figures = models.flatMap((arm) => {
    const own = models.find(({ model }) => model === modelOfArm(arm.model));
    if (!arms.includes(arm.model) || own === undefined || own === arm) return [];
    const pairs = pairRuns(arm, own).filter((pair) => seeds.includes(pair.model.seed));
    if (pairs.length < seeds.length || pairs.length === 0) return [];
    return accuracyStatistics
      .filter(({ metric }) => metric === decisionMetric)
      .flatMap((statistic) => {
        const values = pairs.flatMap((pair) => runDifference(statistic, [pair], false)?.value ?? []);
        return differenceOverSeeds(arm, pairs, statistic, name, values, true);
      });
  });
  const tested = figures.filter(({ metric }) => metric === pOf(name));
  const corrected = holm(tested.map(({ value }) => value));
  return [...figures, ...tested.map((figure, i) => ({ ...figure, metric: holmOf(name), value: corrected[i]! }))];
}
