import type { Figure, RunRecord } from '../../record.ts';
import { pairedEstimate } from '../../statistics/paired.ts';
import type { CostMetricName } from '../costs/cost-metrics.ts';
import { recordedStrategies, type StrategyData, strategyLabel, strategyNamed } from '../costs/recorded-strategies.ts';
import { strategySeries, timedStrategies } from '../costs/timed-strategies.ts';
import { meanOfTwo, secondSeedOf } from '../record/arms.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { resamplingSeed } from './accuracy-statistics.ts';
import { estimated } from './estimated.ts';
import type { SubjectKey } from './figure-lookup.ts';

/** A cascade whose two scores are weighed as was best on validation, with what it is compared with. */
export interface FusedCascade {
  readonly key: SubjectKey;
  /** The same cascade, ordered by the network alone. */
  readonly plain: SubjectKey;
  /** The same cascade with a second seed of its first stage in place of the network, ordered by the mean of both. */
  readonly control: SubjectKey | undefined;
}

export function fusedCascades({ suite }: RunRecord, figures: readonly Figure[]): FusedCascade[] {
  const all = timedStrategies(figures);
  const recorded = recordedStrategies(suite);
  return all.flatMap((key): FusedCascade[] => {
    const strategy = strategyNamed(recorded, key);
    // Quality does not depend on threads.
    if (strategy?.fused !== true || strategy.threads !== undefined) return [];
    const { first, settings } = strategy;
    const labelOf = (changed: StrategyData['settings']): string =>
      strategyLabel({ ...strategy, settings: changed, fused: false });
    const ofControl = labelOf({ ...settings, weight: meanOfTwo });
    const control = all.find(
      (other) =>
        other.scorer === ofControl &&
        other.model === secondSeedOf(first?.model ?? '') &&
        (['direction', 'dataset', 'split', 'seed'] as const).every((name) => other[name] === key[name]),
    );
    return [{ key, plain: { ...key, scorer: labelOf(settings) }, control }];
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
    return [{ ...key, metric, unit: 'fraction', ...estimated({ value, interval, units }) }];
  });
}
