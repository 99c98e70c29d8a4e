import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure } from '../../record.ts';
import { pairedShare } from '../../statistics/paired.ts';
import { keyOverSeeds, type ModelRuns } from './accuracy-runs.ts';
import { type AccuracyStatistic, decisionApart, decisionTogether, resamplingSeed } from './accuracy-statistics.ts';
import { carriedOver, teacherLead, toOwnModel } from './derived-names.ts';
import { estimated } from './estimated.ts';
import { pairRuns, type RunPair, runDifference, runSeries } from './paired-runs.ts';

/**
 * How much of its teacher's lead an arm carries over, over the `seeds`, both directions together and each apart: `… lead of teacher` (teacher − the arm's own model), and,
 * where its interval lies above 0, `… lead carried over`: what the arm gains on its own model as a share of that lead, with its interval by resampling the families of
 * both together. Of both directions together also that gain, `… difference to own model`. None where one of the three lacks a seed.
 */
export function taughtArmFigures(arm: ModelRuns, own: ModelRuns, teacher: ModelRuns, seeds: readonly number[]): Figure[] {
  const [gains, leads] = [arm, teacher].map((model) =>
    pairRuns(model, own).filter((pair) => seeds.includes(pair.model.seed)),
  ) as [RunPair[], RunPair[]];
  if (seeds.length === 0 || gains.length < seeds.length || leads.length < seeds.length) return [];
  const key = keyOverSeeds({ ...arm, runs: gains.map(({ model }) => model) });
  return [decisionTogether, ...decisionApart].flatMap((statistic: AccuracyStatistic): Figure[] => {
    const [gain, lead] = [runDifference(statistic, gains, 'interval'), runDifference(statistic, leads, 'interval')];
    if (gain === undefined || lead === undefined) return [];
    const { unit, direction } = statistic;
    const row = { ...key, unit, direction };
    const isAhead = (lead.interval?.low ?? 0) > 0;
    return [
      { ...row, metric: teacherLead(decisionMetric), ...estimated(lead) },
      ...(direction === undefined ? [{ ...row, metric: toOwnModel(decisionMetric), ...estimated(gain) }] : []),
      ...(isAhead ? [{ ...row, metric: carriedOver(decisionMetric), ...estimated(shareOf(statistic, gains, leads)) }] : []),
    ];
  });
}

/** Both differences are known of these pairs. */
const shareOf = (statistic: AccuracyStatistic, gains: readonly RunPair[], leads: readonly RunPair[]) =>
  pairedShare(runSeries(statistic, gains)!, runSeries(statistic, leads)!, resamplingSeed);
