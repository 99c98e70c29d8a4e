import { createRequire } from 'node:module';
import { UserError } from '../../errors.ts';

/** The part of faiss-node that is used. Vectors go in and out as plain arrays; typed arrays are refused. */
export interface FaissIndex {
  ntotal(): number;
  getDimension(): number;
  train(vectors: number[]): void;
  add(vectors: number[]): void;
  search(queries: number[], k: number): { readonly distances: number[]; readonly labels: number[] };
  /** Leaks a copy of the index: for small ones only. */
  toBuffer(): Buffer;
  write(path: string): void;
}

export interface Faiss {
  readonly Index: {
    fromFactory(width: number, descriptor: string, metric: number): FaissIndex;
    /** Leaks a copy of the bytes: for small ones only. */
    fromBuffer(bytes: Buffer): FaissIndex;
    read(path: string): FaissIndex;
  };
  readonly MetricType: { readonly METRIC_INNER_PRODUCT: number; readonly METRIC_L2: number };
}

let loaded: { readonly faiss: Faiss; readonly threads: number } | undefined;

/**
 * Loads faiss-node with its OpenMP threads set, which only works before the first load in a process: `threads` is what it got then.
 * Throws a `UserError` of kind `environment` when it is absent or has no binary for this machine.
 */
export function loadFaiss(threads: number): { readonly faiss: Faiss; readonly threads: number } {
  if (loaded !== undefined) return loaded;
  process.env.OMP_NUM_THREADS = String(threads);
  process.env.OPENBLAS_NUM_THREADS = String(threads);
  // Waiting threads would spin against the runtime's that encode: on a busy machine HNSW's p50 was 3.7-13 ms spinning, 0.2-0.4 ms asleep.
  process.env.OMP_WAIT_POLICY ??= 'passive';
  try {
    loaded = { faiss: createRequire(import.meta.url)('faiss-node') as Faiss, threads };
  } catch (cause) {
    throw new UserError('environment', 'faiss-node has no working binary on this machine.', {
      remedy: 'matchbench doctor --fix',
      cause,
    });
  }
  return loaded;
}
