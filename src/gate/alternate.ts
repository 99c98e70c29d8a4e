import type { Clock } from '../measuring/clock.ts';
import type { Random } from '../random.ts';

/** One of several things that are timed in turn. */
export interface Turn<T> {
  readonly of: T;
  /** Calls of a block: as many as make the blocks of all about equally long. */
  readonly calls: number;
  call(): Promise<unknown>;
}

export interface AlternateSettings {
  readonly rounds: number;
  readonly random: Random;
  readonly clock: Clock;
}

/**
 * The time of every single call, in ms and in order. A round is a block of each in shuffled order, then a block of each in the reverse order (A B B A), so that what
 * slows the machine for a while, or steadily, slows all of them alike.
 */
export async function alternate<T>(
  turns: readonly Turn<T>[],
  { rounds, random, clock }: AlternateSettings,
): Promise<Map<T, number[]>> {
  const times = new Map(turns.map((turn) => [turn.of, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    const order = random.shuffle([...turns]);
    for (const { of, calls, call } of [...order, ...order.toReversed()]) {
      const into = times.get(of)!;
      for (let i = 0; i < calls; i++) {
        const begin = clock.nowMs();
        await call();
        into.push(clock.nowMs() - begin);
      }
    }
  }
  return times;
}

/**
 * Other work on the machine only ever adds time, so a low quantile of many short calls is what the code takes by itself. The lowest of all would hang on one call.
 */
export const undisturbedShare = 0.05;
