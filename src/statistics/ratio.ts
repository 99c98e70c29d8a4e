import { bootstrapUnits, type Estimate } from './bootstrap.ts';
import { type Series, sumWithinUnits, weightedMeans } from './unit-sums.ts';

/**
 * One weighted mean over another, with a percentile interval from resampling the units of both together: what a hard family takes from both cancels
 * (the cluster bootstrap of `clusterBootstrap`, of a ratio). NaN where the second is 0.
 */
export function ratioEstimate(above: readonly Series[], below: readonly Series[], seed: number): Estimate {
  const summed = sumWithinUnits([...above, ...below], 'queries');
  const [first, second] = [summed.series.slice(0, above.length), summed.series.slice(above.length)];
  return bootstrapUnits(
    summed,
    (resamples) => {
      const below = weightedMeans(second, resamples);
      return weightedMeans(first, resamples).map((value, resample) => value / below[resample]!);
    },
    { seed },
  );
}
