import type { Figure } from '../../record.ts';
import type { Interval } from '../../statistics/interval.ts';

/** An interval as a figure has it. */
export const bounds = (interval: Interval | undefined): Pick<Figure, 'ciLow' | 'ciHigh'> => ({
  ciLow: interval?.low,
  ciHigh: interval?.high,
});

/** What resampling units has found, as a figure has it: `samples` counts the units. */
export const estimated = (found: {
  readonly value: number;
  readonly interval: Interval | undefined;
  readonly units: number;
}): Pick<Figure, 'value' | 'ciLow' | 'ciHigh' | 'samples'> => ({
  value: found.value,
  ...bounds(found.interval),
  samples: found.units,
});
