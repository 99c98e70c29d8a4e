import type { Clock } from '../clock.ts';

/** Where queries come from while a system serves: the generator, on another thread or on a virtual clock. */
export interface QuerySource {
  /** When the schedule's zero lies on the clock of the system. */
  readonly startMs: number;
  /** Returns when query `index` was issued. */
  arrived(index: number): Promise<void> | void;
}

/** What happened to each query, in ms from the start of the schedule, in the order of arrival. */
export interface OpenLoopTrace {
  /** When it was due. A latency counts from here: a query that had to wait for a slow one before it has waited (no coordinated omission). */
  readonly dueMs: Float64Array;
  /** When the system took it up, and when it had its answer. */
  readonly startedMs: Float64Array;
  readonly answeredMs: Float64Array;
}

/**
 * The server scenario of MLPerf Inference for a system that answers one query after the other, first come, first served: serves every query that is due
 * until the last has its answer (the queue is drained), however far it has fallen behind.
 */
export async function serveOpenLoop(
  dueMs: Float64Array,
  source: QuerySource,
  answer: (index: number) => Promise<void> | void,
  clock: Clock,
): Promise<OpenLoopTrace> {
  const [startedMs, answeredMs] = [new Float64Array(dueMs.length), new Float64Array(dueMs.length)];
  for (let i = 0; i < dueMs.length; i++) {
    const coming = source.arrived(i);
    if (coming !== undefined) await coming;
    startedMs[i] = clock.nowMs() - source.startMs;
    const answered = answer(i);
    if (answered !== undefined) await answered;
    answeredMs[i] = clock.nowMs() - source.startMs;
  }
  return { dueMs, startedMs, answeredMs };
}
