import type { ScalingFit } from '../statistics/scaling.ts';
import type { Growth } from './growth.ts';
import type { Measured } from './measured.ts';

/** What one strategy answered at one number of candidates. */
export interface Pool {
  readonly candidates: number;
  readonly quality: Measured;
  /** To the strategy that is best in this pool, on the same queries. */
  readonly ratio?: Measured;
}

/** Latency at offered rates, from the scheduled time, at one number of candidates: open loop. */
export interface LoadCurve {
  readonly candidates: number;
  /** Mean milliseconds of one query while this was measured: the server's own time, waiting left out. */
  readonly serviceMs: number;
  readonly rates: readonly {
    readonly ratePerSecond: number;
    /** Left out with too few answers. */
    readonly p99Ms?: number;
    /** The generator kept up and the backlog did not grow. */
    readonly sustained: boolean;
  }[];
}

/** What is known of a latency's tail where queries were too few for a p99. */
export interface ShortTail {
  /** Queries that were timed, and those that a p99 takes. */
  readonly timed: number;
  readonly needed: number;
  /** The highest percentile that they were enough for, at the largest size; left out without any. */
  readonly highest?: { readonly percentile: number; readonly ms: number };
}

/** Milliseconds of one core set an item that is new or changed. Left out: not measured; 0: there is no such stage. */
export interface RefreshCost {
  /** The frozen backbone: item → features. */
  readonly backboneMs?: number;
  /** The cached network of the candidates' side. */
  readonly encodeMs?: number;
  /** Its share of building the index. */
  readonly buildMs?: number;
}

/** All pairs of N left and M right items at once: a + b·N + c·M + d·N·M milliseconds; `pairs` is a + d·N·M in seconds, `undefined` terms were not measured. */
export interface BulkCost {
  readonly pairs: ScalingFit;
  readonly leftMs?: number;
  readonly rightMs?: number;
}

/** A model served by a scorer with its settings. What was not measured is left out. */
export interface Strategy {
  /** Unique in its cost model. Tables and charts name it by this. */
  readonly id: string;
  /** As people call it. */
  readonly words: string;
  readonly model: string;
  readonly family?: string;
  readonly scorer: string;
  /** Id of the same search without an index, over the same vectors with all their bits: what it can find is found there. */
  readonly approximates?: string;
  /** Cores that the measured process was given. */
  readonly cores: number;
  /** Mean milliseconds of one query over M, its encoding included: by the backbone too, where that was measured. */
  readonly latencyMs?: Growth;
  /** Its 99th percentile, with nothing else going on; known at fewer sizes, where queries were too few for one. */
  readonly p99Ms?: Growth;
  /** Only without one. */
  readonly shortTail?: ShortTail;
  /** By number of candidates. */
  readonly loads: readonly LoadCurve[];
  readonly bytesPerItem?: number;
  readonly refresh: RefreshCost;
  readonly bulk?: BulkCost;
  /** By number of candidates, ascending. */
  readonly pools: readonly Pool[];
}

/**
 * What a run says about serving one data set in one direction: plain JSON, so that a page or another program decides with the same functions.
 * Times are those of `machine`.
 */
export interface CostModel {
  readonly dataset: string;
  readonly direction: 'left-right' | 'right-left';
  /** Mean milliseconds in which the backbone encodes a query: part of every latency. Left out where it was not measured, and latencies start from features. */
  readonly backboneMs?: number;
  /** What `pools` hold. */
  readonly qualityMetric: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryBytes: number };
  readonly strategies: readonly Strategy[];
  /** Why the numbers are not to be trusted, where a run says so. */
  readonly doubts: readonly string[];
}
