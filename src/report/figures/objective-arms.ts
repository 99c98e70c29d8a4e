import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import type { ModelRuns } from './accuracy-runs.ts';
import { decisionApart } from './accuracy-statistics.ts';
import { toOwnModel } from './derived-names.ts';
import { differenceOverSeeds } from './difference-figures.ts';
import { differencesByPair, pairRuns } from './paired-runs.ts';

/** A training to which a suite gives an objective of its own. */
export interface ObjectiveArm {
  readonly label: string;
  /** The label of the trained model whose scores it learns. */
  readonly teacher: string | undefined;
}

/** The arms with an objective of their own: `model@objective`, or an entry that names one. */
export function objectiveArms({ suite }: Pick<RunRecord, 'suite'>): ObjectiveArm[] {
  const listed: readonly unknown[] = Array.isArray(suite.models) ? suite.models : [];
  return listed.flatMap((entry): ObjectiveArm[] => {
    if (typeof entry === 'string') return entry.includes('@') ? [{ label: entry, teacher: undefined }] : [];
    const { model, arm, objective } = (entry ?? {}) as Partial<Record<string, unknown>>;
    if (typeof model !== 'string' || typeof arm !== 'string' || objective === undefined) return [];
    const { settings } = (objective ?? {}) as { readonly settings?: { readonly teacher?: unknown } };
    const teacher = settings?.teacher;
    return [{ label: `${model}@${arm}`, teacher: typeof teacher === 'string' ? teacher : undefined }];
  });
}

/**
 * Differences of an arm with an objective of its own to its model as the suite trains it, over the `seeds`, on the same queries: the decision metric in
 * both directions, `… difference to own model` with its interval by resampling whole families, and its p.
 */
export function objectiveArmFigures(arm: ModelRuns, own: ModelRuns, seeds: readonly number[]): Figure[] {
  const pairs = pairRuns(arm, own).filter((pair) => seeds.includes(pair.model.seed));
  if (pairs.length < seeds.length || pairs.length === 0) return [];
  return decisionApart.flatMap((statistic) => {
    const values = differencesByPair(statistic, pairs);
    return differenceOverSeeds(arm, pairs, statistic, toOwnModel(decisionMetric), values, 'p');
  });
}
