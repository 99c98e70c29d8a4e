import type { ScalingFit } from '../statistics/scaling.ts';
import type { Measured } from './measured.ts';

/** A model minus the baseline model, in one direction. The interval is that over families. */
export interface Difference extends Measured {
  readonly direction: string;
  /** Interval of the same difference over seeds; `undefined` with one seed. */
  readonly overSeeds?: { readonly low: number; readonly high: number };
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
  /** Seeds that the differences rest on. */
  readonly seeds: number;
  readonly differences: readonly Difference[];
}

/** Another model of the baseline's family, by how much it is above the baseline in each direction. */
export interface Sibling {
  readonly model: string;
  readonly differences: readonly { readonly direction: string; readonly value: number }[];
}

/** Seconds of scoring all N × M pairs once, with both sides encoded. */
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
  /** `family` is unknown where no such model was trained; `measured`: its accuracy on this data set is known. */
  readonly baseline: { readonly model: string; readonly family: string | undefined; readonly measured: boolean };
  readonly otherFamily: string;
  readonly contenders: readonly Contender[];
  readonly siblings: readonly Sibling[];
  /** Independent units (families of items). */
  readonly units: number | undefined;
  /** Whether the suite is meant to compare families at all. */
  readonly claim: boolean;
  readonly passes: readonly PassCost[];
  readonly queries: readonly QueryCost[];
}
