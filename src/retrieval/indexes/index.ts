import type { IndexForm, Matrix, Warning } from '../../types.ts';
import type { Knobs, Settings } from '../knobs.ts';
import type { indexPackages } from './packages.ts';

export type Metric = IndexForm['metric'];

/** Query vectors in the form that a library takes: made by `prepare`, so that this copy can be timed apart from the search. */
export interface PreparedQueries {
  readonly count: number;
  readonly vectors: Float32Array | number[];
}

/** What a library found, [count, k] in its own order; row -1 where it found fewer. Scores: higher is better (l2: minus the squared distance). */
export interface Neighbours {
  readonly k: number;
  readonly rows: ArrayLike<number>;
  readonly scores: Float32Array;
}

/** A built index over the rows of one matrix. */
export interface VectorIndex {
  readonly count: number;
  /** Size of the serialised index: written out to be counted, so never ask for it in a timed region. */
  readonly bytes: number;
  /** The index as its library writes it. */
  serialise(): Uint8Array;
  /** Every knob in force, defaults included. */
  readonly settings: Settings;
  readonly warnings: readonly Warning[];
  /** Copies query rows [count, E] across the library's boundary. */
  prepare(queries: Float32Array): PreparedQueries;
  /** Single query or batch; k is cut to the number of vectors. */
  search(prepared: PreparedQueries, k: number): Neighbours;
  /** The same index under other search-time knobs. Throws a `UserError` for a knob that only a rebuild can change. */
  retune(settings: Settings): VectorIndex;
}

/** A kind of index, by its name in a suite. */
export interface IndexKind {
  readonly knobs: Knobs;
  /** Loads the library and tries its knobs, once in a process, so that building is timed without either. Throws as `build` does. */
  load(threads: number): void;
  /** Every knob as an index of so many vectors would have it: defaults filled in, and what this build of the library cannot turn as it leaves it. Throws as `build` does. */
  settingsFor(given: Settings, count: number, threads: number): Settings;
  /** Vectors are [M, E]. Throws a `UserError` of kind `environment` when the library is absent. */
  build(vectors: Matrix, metric: Metric, settings: Settings, threads: number): VectorIndex;
  /** About how many bytes it allocates while it is built, before anything is. */
  bytesFor(size: Pick<Matrix, 'rows' | 'columns'>, settings: Settings): number;
  /** The package of the library that builds it. */
  readonly packageName: (typeof indexPackages)[number];
  /** What `serialise` gave, of an index over as many vectors with these settings in force. Throws an error of the library for other bytes. */
  open(
    bytes: Uint8Array,
    size: Pick<Matrix, 'rows' | 'columns'>,
    metric: Metric,
    settings: Settings,
    threads: number,
  ): VectorIndex;
}
