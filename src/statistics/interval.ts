/** Both ends belong to it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Confidence, for example 0.95. */
  readonly level: number;
}
