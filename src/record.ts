/**
 * What a run writes and a report reads: figures, cells, the machine, the record. No runtime code.
 */

import type { Device, Direction, ModelManifest, Warning } from './types.ts';

/** One figure: a row of results.csv. What does not apply or is not known is left out, never filled in. */
export interface Figure {
  readonly model?: string;
  readonly scorer?: string;
  readonly direction?: Direction;
  readonly dataset?: string;
  readonly split?: string;
  readonly seed?: number | 'all';
  readonly device?: Device;
  readonly leftCount?: number;
  readonly rightCount?: number;
  readonly metric: string;
  readonly unit: string;
  readonly value: number;
  readonly ciLow?: number;
  readonly ciHigh?: number;
  /** Independent units behind the figure. */
  readonly samples?: number;
}

/** Raw measurements in the order they were taken, with the figure keys they belong to. */
export interface SampleSeries {
  readonly name: string;
  readonly unit: string;
  readonly key: Omit<Figure, 'metric' | 'unit' | 'value' | 'ciLow' | 'ciHigh' | 'samples'>;
  readonly values: readonly number[];
}

/** What a cell is about; what does not apply is left out. */
export interface CellKey {
  readonly dataset?: string;
  readonly split?: string;
  readonly model?: string;
  readonly seed?: number;
  readonly scorer?: string;
}

/**
 * One model × seed × measurement: written once, when it is whole, to `cells/<id with / as .>.json`, and never reopened.
 * `figures` are point estimates; intervals are derived from `samples` and `perQuery`. A failure has the kind of that of the cell it waited for, if any.
 */
export interface CellRecord {
  readonly id: string;
  /** A row of the table of cell kinds: train, accuracy, latency, scale, index, memory, ... */
  readonly kind: string;
  readonly key: CellKey;
  readonly status: 'done' | 'failed';
  readonly failure?: Readonly<{ kind?: 'environment' | 'input' | 'internal'; message: string; place?: string; remedy?: string }>;
  readonly figures: readonly Figure[];
  readonly samples: readonly SampleSeries[];
  /**
   * Name of a safetensors file beside the cell: for each direction d, a float32 [Q] array a metric over queries (`d.R@1` …, for medR `d.firstRank`, 1-based),
   * int32 [Q] arrays `d.row` (query's row in its ids file) and `d.unit` (index into the data set's units, bytewise); queries without a right answer are left
   * out. Where the same queries were ranked among M other candidates, `d.among-M.nDCG@10` and `d.among-M.nDCG@10.unit`. Then int32 [U] `pairs.unit` and, a metric
   * over pairs, float64 [U] `pairs.AUC` …: what each unit contributes (lacking in runs of earlier versions).
   */
  readonly perQuery?: string;
  /** Everything this cell wrote beside its record, by path relative to OUT: models, scores, rankings, per-query values. */
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
  /** SHA-256 over kind, key, settings, data set hash and the cells this one needs: a resumed run keeps a cell whose print is unchanged. */
  readonly fingerprint: string;
  /** Facts of this kind that are not figures: the training curve, fitted settings, a stopping reason. Plain JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Warning[];
  readonly startedAt: string;
  readonly finishedAt: string;
}

export interface MachineFacts {
  /** SHA-256 of every fact below: what a speed may be compared across. */
  readonly id: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly architecture: string;
  readonly node: string;
  /** Versions of the native libraries that do the work, by package name. */
  readonly libraries: Readonly<Record<string, string>>;
  readonly cpuFlags: readonly string[];
  readonly virtualisation?: string;
  readonly cgroupCpuQuota?: number;
  readonly cgroupMemoryBytes?: number;
  /** The kernel's policy for the processor's clock. */
  readonly governor?: string;
  /** GPUs and the like, each with its driver; absent where there are none. */
  readonly accelerators?: readonly string[];
}

/** `record.json`: the index of a run. Everything else (CSV, Markdown, pages) is derived from it and its cells. */
export interface RunRecord {
  readonly format: 'matchbench-record';
  readonly formatVersion: 1;
  readonly runId: string;
  readonly matchbench: string;
  /** The command that reproduces the run. */
  readonly command: string;
  /** The suite with every default filled in. */
  readonly suite: Readonly<Record<string, unknown>> & { readonly name: string; readonly baseline: string };
  readonly datasets: readonly {
    readonly name: string;
    readonly version: string;
    readonly hash: string;
    /** Drawn at random with what is relevant planted: figures about it say nothing of real data. */
    readonly synthetic?: true;
  }[];
  readonly models: readonly ModelManifest[];
  readonly machine: MachineFacts;
  readonly cells: readonly { readonly id: string; readonly file: string; readonly sha256: string }[];
  /** What concerns the run as a whole: one seed, a noisy machine, a library that is missing. */
  readonly warnings: readonly Warning[];
  readonly attempts: readonly {
    readonly startedAt: string;
    readonly finishedAt?: string;
    readonly outcome: 'finished' | 'interrupted' | 'failed';
  }[];
}
