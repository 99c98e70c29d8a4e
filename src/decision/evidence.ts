import type { ScalingFit } from '../statistics/scaling.ts';
import type { Measured } from './measured.ts';

/** One model minus another. The interval is that over families of items. */
export interface Difference extends Measured {
  /** Interval of the same difference over seeds; `undefined` with one seed. */
  readonly overSeeds?: { readonly low: number; readonly high: number };
  /** Two-sided; corrected by Holm where several families of models are tested. */
  readonly p?: number;
  /** Smallest true difference that would have been found in 80 % of cases. */
  readonly detectable?: number;
}

/** The model that speaks for its family: chosen among `of` models by validation, where `validation` is known. */
export interface Representative {
  readonly model: string;
  readonly family: string;
  readonly of: number;
  readonly validation?: number;
}

/** The representative of the other family minus that of the baseline's, on the same queries with the same seeds. */
export interface Comparison {
  readonly seeds: number;
  /** Both directions averaged: the one difference that is tested. */
  readonly both: Difference;
  readonly directions: readonly (Measured & { readonly direction: string })[];
}

/** A model that speaks for no family, by how much it is above the representative of the baseline's. */
export interface OtherModel {
  readonly model: string;
  readonly difference: Measured;
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
  /** From which side the query comes: left→right where that was measured, so that all models are told alike. */
  readonly direction?: string;
  readonly candidates: number;
  /** Of an index: the share of the exact answers that it returns, under its name (`recall@10`). */
  readonly recall?: { readonly name: string; readonly value: number };
  /** Queries that were timed. */
  readonly samples?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

/** All that a verdict about one data set and one family beside the baseline's rests on. Names are shown as they are: escaping is up to whoever prints the sentences. */
export interface Evidence {
  readonly dataset: string;
  readonly metric: string;
  /** `family` is unknown where no such model was trained; `measured`: its accuracy on this data set is known. */
  readonly baseline: { readonly model: string; readonly family: string | undefined; readonly measured: boolean };
  readonly otherFamily: string;
  /** Families beside the baseline's that are tested on this data set. */
  readonly tests: number;
  /** Of the baseline's family and of the other, where models of it were measured. */
  readonly ours?: Representative;
  readonly theirs?: Representative;
  /** Left out without both, or without a seed that every model finished. */
  readonly comparison?: Comparison;
  readonly others: readonly OtherModel[];
  /** Independent units (families of items). */
  readonly units: number | undefined;
  /** Whether the suite is meant to compare families at all. */
  readonly claim: boolean;
  readonly passes: readonly PassCost[];
  readonly queries: readonly QueryCost[];
  /** The data set on which these costs were measured, where it is another one: with the same models and widths. */
  readonly costsFrom?: string;
  /** In how many of the cells that take times here the machine was not quiet, and what one of them said. */
  readonly disturbance?: { readonly disturbed: number; readonly timed: number; readonly example?: string };
}
