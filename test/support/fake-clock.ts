import type { Clock } from '../../src/measuring/clock.ts';

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  advance(ms: number): void;
}

export function createFakeClock(): FakeClock {
  let now = 1000;
  return {
    nowMs: () => now,
    advance(ms) {
      now += ms;
    },
  };
}
