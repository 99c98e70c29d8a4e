/** A number with its 95 % interval, where one is known. */
export interface Measured {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}
