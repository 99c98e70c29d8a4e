import type { Figure, RunRecord } from '../../record.ts';
import { servedQuality } from '../costs/served-strategies.ts';
import { percentileName } from './derived-names.ts';
import type { SubjectKey } from './figure-lookup.ts';
import { precisions } from './precision-figures.ts';

/** Ways to serve that were timed with 32 bits a value and with fewer: each with 32, then with fewer. `figures` are those of one data set. */
export function precisionRows(record: RunRecord, figures: readonly Figure[]): SubjectKey[] {
  const found = precisions(record, figures);
  return [...new Set(found.map(({ full }) => full))].flatMap((full) => [
    full,
    ...found.filter((one) => one.full === full).map(({ key }) => key),
  ]);
}

/** What is told of each of them. */
export const precisionColumns: readonly { readonly head: string; readonly metric: string }[] = [
  { head: servedQuality, metric: servedQuality },
  { head: 'kept', metric: 'quality at fewer bits' },
  { head: 'single-stream p50', metric: percentileName('end to end', 50) },
  { head: 'speed-up', metric: 'speed-up by fewer bits' },
  { head: 'server, queries/s', metric: 'sustained rate' },
  { head: 'offline, queries/s', metric: 'offline rate' },
  { head: 'cache', metric: 'cache bytes' },
];

export const precisionNote =
  '32 bits are float32; 16 are float16, widened before they are multiplied; 8 are integers, and what they meet is rounded to integers as it comes (dynamic quantisation). ' +
  `Kept: ${servedQuality} as a ratio to that with 32 bits, on the same queries, its 95 % interval over whole families. ` +
  'Speed-up: the median of single queries with 32 bits over their own, its interval from both at opposite ends of theirs.';
