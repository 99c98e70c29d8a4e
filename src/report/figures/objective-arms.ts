import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import type { ModelRuns } from './accuracy-runs.ts';
import { accuracyStatistics } from './accuracy-statistics.ts';
import { toOwnModel } from './derived-names.ts';
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
 * Differences of an arm with an objective of its own to its model as the suite trains it, over the `seeds`, on the same queries: the decision metric in
 * both directions, `… difference to own model` with its interval by resampling whole families, and its p.
 */
export function objectiveArmFigures(arm: ModelRuns, own: ModelRuns, seeds: readonly number[]): Figure[] {
  const pairs = pairRuns(arm, own).filter((pair) => seeds.includes(pair.model.seed));
  if (pairs.length < seeds.length || pairs.length === 0) return [];
  return accuracyStatistics
    .filter(({ metric }) => metric === decisionMetric)
    .flatMap((statistic) => {
      const values = pairs.flatMap((pair) => runDifference(statistic, [pair], false)?.value ?? []);
      return differenceOverSeeds(arm, pairs, statistic, toOwnModel(decisionMetric), values, true);
    });
}
