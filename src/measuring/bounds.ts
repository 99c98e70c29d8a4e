import { counted } from '../counted.ts';
import type { Warning } from '../types.ts';

/** When a measurement may end: both minima are met, or the maximum is reached. */
export interface Bounds {
  readonly minimumMs: number;
  readonly minimumCount: number;
  /** Hard: ends the measurement whatever the minima say. */
  readonly maximumMs: number;
}

/** What ended it. `minimums` is the good end. */
export type EndedBy = 'minimums' | 'maximum';

/** Whether a measurement is over after `count` samples and `elapsedMs`, and by which bound. */
export function endOf(bounds: Bounds, count: number, elapsedMs: number): EndedBy | undefined {
  if (elapsedMs >= bounds.minimumMs && count >= bounds.minimumCount) return 'minimums';
  return elapsedMs >= bounds.maximumMs ? 'maximum' : undefined;
}

/** The warning of a measurement that was cut short. */
export const cutShort = (what: string, bounds: Bounds, count: number): Warning => ({
  code: 'cut-short',
  message: `${what} ended at its maximum of ${bounds.maximumMs} ms with ${count} of ${counted(bounds.minimumCount, 'sample')}.`,
  remedy: 'Raise the maximum, or read only the percentiles that this many samples support.',
});
