import type { Clock } from '../../src/measuring/clock.ts';
import type { QuerySource } from '../../src/measuring/load/open-loop.ts';

/** A clock that work moves on, and a source that jumps to the next arrival where there is nothing to do: a simulation in which nothing is late. */
export interface VirtualTime extends QuerySource, Clock {
  /** Work that takes that long. */
  spend(ms: number): void;
}

export function createVirtualTime(dueMs: Float64Array): VirtualTime {
  let now = 0;
  return {
    startMs: 0,
    nowMs: () => now,
    arrived(index) {
      now = Math.max(now, dueMs[index]!);
    },
    spend(ms) {
      now += ms;
    },
  };
}
