/** A monotonic clock. Measurements take one, so that tests can hand in their own time. */
export interface Clock {
  /** Milliseconds since some moment, with nanosecond resolution; never goes back. */
  nowMs(): number;
}

// From the start of the module: a difference of two large numbers would lose the nanoseconds.
const origin = process.hrtime.bigint();

export const systemClock: Clock = { nowMs: () => Number(process.hrtime.bigint() - origin) / 1e6 };
