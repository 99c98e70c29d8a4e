import { setTimeout as sleep } from 'node:timers/promises';
import type { Features, Scorer } from '../types.ts';
import { type Clock, systemClock } from './clock.ts';

/** Enough for a median. */
export const idleQueries = 12;

export interface IdleSettings {
  readonly k: number;
  /** Before each query. */
  readonly idleSeconds: number;
  /** Told before each the share of them that is done. */
  readonly onQuery?: (share: number) => void;
}

/**
 * Times in ms of queries that each come after a pause, in the order asked: what a service pays that is quiet in between. Queries are taken in turn, a row each; the
 * scorer is warm. Throws what the scorer throws.
 */
export async function measureIdle(
  scorer: Scorer,
  queries: readonly Features[],
  { k, idleSeconds, onQuery = () => {} }: IdleSettings,
  clock: Clock = systemClock,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<number[]> {
  const times: number[] = [];
  while (times.length < idleQueries) {
    onQuery(times.length / idleQueries);
    await pause(idleSeconds * 1_000);
    const begin = clock.nowMs();
    await scorer.search(await scorer.encode(queries[times.length % queries.length]!), k);
    times.push(clock.nowMs() - begin);
  }
  return times;
}
