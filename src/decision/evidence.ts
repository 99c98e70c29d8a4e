import type { ScalingFit } from '../statistics/scaling.ts';
import type { Measured } from './measured.ts';

/** A model minus the baseline model, in one direction. */
export interface Difference extends Measured {
  readonly direction: string;
  /** Two-sided, corrected for everything that was tested together. */
  readonly p?: number;
  /** Smallest true difference that would have been found in 80 % of cases. */
  readonly detectable?: number;
  /** Seeds whose own difference has the sign of `value`. */
  readonly seedsAgreeing: number;
}

/** A model of the other family than the baseline's. */
export interface Contender {
  readonly model: string;
  /** The model of the same network whose cost was measured, where training alone sets the two apart. */
  readonly servedAs?: string;
  readonly differences: readonly Difference[];
}

/** Seconds of scoring all N × M pairs once. */
export interface PassCost {
  readonly model: string;
  readonly scorer: string;
  readonly fit: ScalingFit;
}

/** Latency of one query at a time over that many candidates. Percentiles only where there were samples enough. */
export interface QueryCost {
  readonly model: string;
  readonly scorer: string;
  readonly candidates: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

/** All that a verdict about one data set rests on. Names are shown as they are: escaping is up to whoever prints the sentences. */
export interface Evidence {
  readonly dataset: string;
  readonly metric: string;
  readonly baseline: { readonly model: string; readonly family: string };
  readonly otherFamily: string;
  readonly contenders: readonly Contender[];
  /** Seeds that the differences rest on. */
  readonly seeds: number;
  /** Independent units (families of items). */
  readonly units: number | undefined;
  /** Whether the suite is meant to compare families at all. */
  readonly claim: boolean;
  readonly passes: readonly PassCost[];
  readonly queries: readonly QueryCost[];
}
