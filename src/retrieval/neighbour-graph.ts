import type { SessionSettings } from '../runtime/session.ts';
import type { IndexForm, Matrix } from '../types.ts';
import type { IndexArrays, IndexLibrary } from './index-file.ts';
import { asWholeNumbers, wholeNumbers } from './kept-index.ts';
import { storeVectors } from './stored-vectors.ts';
import { collectTopK } from './top-k.ts';
import { openVectorProduct } from './vector-product.ts';

/** Neighbours of every vector as compressed rows: those of i are `targets[offsets[i] .. offsets[i + 1])`. */
export interface NeighbourGraph {
  readonly offsets: Uint32Array;
  readonly targets: Int32Array;
}

export const graphBytes = ({ offsets, targets }: NeighbourGraph): number => offsets.byteLength + targets.byteLength;

/** Another number wherever the same vectors would give another graph. */
export const graphLibrary: IndexLibrary = { name: 'neighbour-graph', version: '1' };

export const packGraph = ({ offsets, targets }: NeighbourGraph): IndexArrays => ({
  offsets: asWholeNumbers(Int32Array.from(offsets)),
  targets: asWholeNumbers(targets),
});

/** Throws for arrays that are no graph over so many rows. */
export function unpackGraph(arrays: IndexArrays, rows: number): NeighbourGraph {
  const [offsets, targets] = [wholeNumbers(arrays, 'offsets', rows + 1), wholeNumbers(arrays, 'targets')];
  const rising = offsets.every((offset, i) => offset >= (i === 0 ? 0 : offsets[i - 1]!));
  if (offsets[0] !== 0 || !rising || offsets[rows] !== targets.length) throw new Error('its offsets are no rows');
  if (!targets.every((row) => row >= 0 && row < rows)) throw new Error('it leads to a row that is not there');
  return { offsets: Uint32Array.from(offsets), targets };
}

/**
 * Joins every vector with its `neighbours` nearest, and with at most as many of those that count it among theirs, the nearest of them first: edges lead both
 * ways. Nearest are found exactly, by M² products: 10,000 × 256 are 5·10¹⁰ operations.
 */
export async function buildNeighbourGraph(
  vectors: Matrix,
  metric: IndexForm['metric'],
  neighbours: number,
  settings: SessionSettings,
): Promise<NeighbourGraph> {
  const { rows } = vectors;
  const degree = Math.min(neighbours, rows - 1);
  const nearest = await nearestOthers(vectors, metric, degree, settings);
  const edges = Array.from({ length: rows }, (_, row) => new Set(nearest.subarray(row * degree, (row + 1) * degree)));
  const reversed = new Uint32Array(rows);
  for (let rank = 0; rank < degree; rank++) {
    for (let row = 0; row < rows; row++) {
      const target = nearest[row * degree + rank]!;
      if (edges[target]!.has(row) || reversed[target]! >= neighbours) continue;
      edges[target]!.add(row);
      reversed[target]!++;
    }
  }
  const offsets = new Uint32Array(rows + 1);
  for (const [row, targets] of edges.entries()) offsets[row + 1] = offsets[row]! + targets.size;
  const targets = new Int32Array(offsets[rows]!);
  for (const [row, list] of edges.entries()) targets.set([...list], offsets[row]);
  return { offsets, targets };
}

/** The nearest other rows of each row, [M, degree], nearest first. */
async function nearestOthers(
  vectors: Matrix,
  metric: IndexForm['metric'],
  degree: number,
  settings: SessionSettings,
): Promise<Int32Array> {
  const { rows } = vectors;
  const nearest = new Int32Array(rows * degree);
  if (degree === 0) return nearest;
  const product = await openVectorProduct(await storeVectors(vectors, 32, metric === 'l2'), metric, settings);
  const queries = product.prepare(vectors);
  for (let from = 0; from < rows; from += product.queries) {
    const size = Math.min(product.queries, rows - from);
    const collector = collectTopK(size, degree + 1);
    for (let first = 0; first < rows; first += product.candidates) {
      const count = Math.min(product.candidates, rows - first);
      const block = await product.score(queries, from, size, first, count);
      for (let i = 0; i < size; i++) collector.offer(i, block.scores, i * block.queryStride, block.candidateStride, count, first);
    }
    const found = collector.finish();
    for (let i = 0; i < size; i++) {
      const others = found.rows.subarray(i * (degree + 1), (i + 1) * (degree + 1)).filter((row) => row !== from + i);
      nearest.set(others.subarray(0, degree), (from + i) * degree);
    }
  }
  await product.close();
  return nearest;
}
