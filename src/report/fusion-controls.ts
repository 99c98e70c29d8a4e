import type { Figure, RunRecord } from '../record.ts';
import { pairedEstimate } from '../statistics/paired.ts';
import { resamplingSeed } from './accuracy-statistics.ts';
import { isSecondSeedOf } from './arms.ts';
import type { CostMetricName } from './cost-metrics.ts';
import type { SubjectKey } from './figure-lookup.ts';
import type { LoadedRecord } from './read-record.ts';
import { strategySeries, timedStrategies } from './timed-strategies.ts';

/** A cascade whose two scores are weighed as was best on validation, with what it is compared with. */
export interface FusedCascade {
  readonly key: SubjectKey;
  /** The same cascade, ordered by the network alone. */
  readonly plain: SubjectKey;
  /** The same cascade with a second seed of its first stage in place of the network, ordered by the mean of both. */
  readonly control: SubjectKey | undefined;
}

/** The weight of a control: both seeds have the same scale, so that their mean needs no other. */
export const meanOfTwo = 0.5;

const chosenWeight = / weight=chosen$/;

export function fusedCascades({ suite }: RunRecord, figures: readonly Figure[]): FusedCascade[] {
  const all = timedStrategies(figures);
  return all.flatMap((key): FusedCascade[] => {
    const { model, scorer = '' } = key;
    if (!chosenWeight.test(scorer)) return [];
    const firsts = firstStages(suite, model);
    const control = all.find(
      (other) =>
        other.scorer === scorer.replace(chosenWeight, ` weight=${meanOfTwo}`) &&
        firsts.some((first) => isSecondSeedOf(first, other.model ?? '')) &&
        (['direction', 'dataset', 'split', 'seed'] as const).every((name) => other[name] === key[name]),
    );
    return [{ key, plain: { ...key, scorer: scorer.replace(chosenWeight, '') }, control }];
  });
}

/** Models that a suite puts before the network in a fused cascade. */
function firstStages(suite: RunRecord['suite'], model: string | undefined): string[] {
  const { strategies } = (suite.serving ?? {}) as { readonly strategies?: unknown };
  const listed = Array.isArray(strategies) ? (strategies as readonly Partial<Record<string, unknown>>[]) : [];
  return listed.flatMap((strategy): string[] => {
    const first = (strategy.first as { readonly model?: unknown } | undefined)?.model;
    return strategy.fused === true && strategy.model === model && typeof first === 'string' ? [first] : [];
  });
}

/** nDCG@10 of every fused cascade minus that of its control, on the same queries, its interval by resampling whole families. */
export function fusionControlFigures(loaded: LoadedRecord, figures: readonly Figure[]): Figure[] {
  return fusedCascades(loaded.record, figures).flatMap(({ key, control }): Figure[] => {
    const [own, other] = [key, control].map((of) => (of === undefined ? undefined : strategySeries(loaded, of)));
    if (own === undefined || other === undefined) return [];
    const series = [{ first: own.values, second: other.values, units: own.units }];
    const { value, interval, units } = pairedEstimate(series, { seed: resamplingSeed });
    const metric = 'gain over two seeds' satisfies CostMetricName;
    return [{ ...key, metric, unit: 'fraction', value, ciLow: interval?.low, ciHigh: interval?.high, samples: units }];
  });
}
