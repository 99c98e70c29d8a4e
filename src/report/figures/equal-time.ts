import { formatSeconds } from '../../decision/quantities.ts';
import type { Figure, RunRecord } from '../../record.ts';
import type { Warning } from '../../types.ts';
import type { CostMetricName } from '../costs/cost-metrics.ts';
import { equalTimeSuffix } from '../record/arms.ts';
import { find, select } from './figure-lookup.ts';

/** One training of the arm at equal training time, against what it was to take: the baseline's time on the same split with the same seed. */
export interface EqualTimeRun {
  readonly model: string;
  readonly dataset: string;
  readonly seed: number | 'all';
  readonly seconds: number;
  readonly targetSeconds: number;
}

/** A training that is further off, as a fraction of its target, is a doubt. */
const tolerated = 0.1;

export function equalTimeRuns({ suite }: RunRecord, figures: readonly Figure[]): EqualTimeRun[] {
  const times = select(figures, { metric: 'training time' satisfies CostMetricName });
  return times.flatMap(({ model, dataset, split, seed, value }): EqualTimeRun[] => {
    if (model === undefined || dataset === undefined || seed === undefined || !model.endsWith(equalTimeSuffix)) return [];
    const target = find(times, { model: suite.baseline, dataset, split, seed });
    return target === undefined ? [] : [{ model, dataset, seed, seconds: value, targetSeconds: target.value }];
  });
}

/** +27 %: how far off, with its sign. */
export function formatMiss(seconds: number, targetSeconds: number): string {
  const percent = Math.round(100 * (seconds / targetSeconds - 1));
  return `${percent > 0 ? '+' : ''}${String(percent).replace('-', '−')} %`;
}

export const equalTimeWarnings = (runs: readonly EqualTimeRun[]): Warning[] =>
  runs
    .filter(({ seconds, targetSeconds }) => Math.abs(seconds / targetSeconds - 1) > tolerated)
    .map(({ model, dataset, seed, seconds, targetSeconds }) => ({
      code: 'equal-time',
      message:
        `${model} trained for ${formatSeconds(seconds)} on ${dataset} with seed ${seed}, where ${formatSeconds(targetSeconds)} were meant ` +
        `(${formatMiss(seconds, targetSeconds)}).`,
      remedy: 'Read its accuracy as one at the time it took; on a quiet machine the pace that is known beforehand holds better.',
    }));
