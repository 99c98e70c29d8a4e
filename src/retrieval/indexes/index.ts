import { UserError } from '../../errors.ts';
import type { IndexForm, Matrix, Warning } from '../../types.ts';

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
  /** Every knob in force, defaults included. */
  readonly settings: Readonly<Record<string, number>>;
  readonly warnings: readonly Warning[];
  /** Copies query rows [count, E] across the library's boundary. */
  prepare(queries: Float32Array): PreparedQueries;
  /** Single query or batch; k is cut to the number of vectors. */
  search(prepared: PreparedQueries, k: number): Neighbours;
  /** The same index under other search-time knobs. Throws a `UserError` for a knob that only a rebuild can change. */
  retune(settings: Readonly<Record<string, number>>): VectorIndex;
}

/** One knob of a kind of index: what it is when nothing is said, and whether it acts at search time. */
export interface Knob {
  readonly fallback: (count: number) => number;
  readonly atSearch: boolean;
}

/** A kind of index, by its name in a suite. */
export interface IndexKind {
  readonly knobs: Readonly<Record<string, Knob>>;
  /** Loads the library and tries its knobs, once in a process, so that building is timed without either. Throws as `build` does. */
  load(threads: number): void;
  /** Vectors are [M, E]. Throws a `UserError` of kind `environment` when the library is absent. */
  build(vectors: Matrix, metric: Metric, settings: Readonly<Record<string, number>>, threads: number): VectorIndex;
}

/** Fills in the defaults. Throws a `UserError` that names an unknown knob, one out of range, or (after building) one that needs a rebuild. */
export function resolveKnobs(
  knobs: IndexKind['knobs'],
  given: Readonly<Record<string, number>>,
  count: number,
  built?: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  for (const [name, value] of Object.entries(given)) {
    const remedy = `Choose from ${Object.keys(knobs).join(', ')}, as integers ≥ 1.`;
    if (!Object.hasOwn(knobs, name)) throw new UserError('input', `This index has no setting ${name}.`, { place: name, remedy });
    if (!Number.isInteger(value) || value < 1 || value > 2 ** 20)
      throw new UserError('input', `${name} is ${value}.`, { place: name, remedy });
    if (built !== undefined && !knobs[name]!.atSearch && value !== built[name]) {
      throw new UserError('input', `${name} cannot change after the index is built.`, {
        place: name,
        remedy: 'Build another index.',
      });
    }
  }
  return Object.fromEntries(
    Object.entries(knobs).map(([name, { fallback }]) => [name, given[name] ?? built?.[name] ?? fallback(count)]),
  );
}
