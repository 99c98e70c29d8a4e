import { createRandom, deriveSeed } from '../random.ts';
import type { Matrix, Relevance, Side } from '../types.ts';
import { nearestDistance } from './nearest-distance.ts';
import { transposeRelevance } from './relevance.ts';

/** A density of pairs of left and right features that are right for each other. */
export interface PairDensity {
  /** Standard deviation of the kernel as a share of that of the items, above 0: no row is drawn twice. */
  readonly bandwidth: number;
  /** One side of `count` drawn pairs, [count, D]; the other side with the same seed is their partners, row by row. */
  draw(side: Side, count: number, seed: number): Matrix;
}

/** Rows mixed into the noise of one draw: enough that it is nearly normal, few enough that a draw is cheap. */
const mixed = 24;
/** Rows whose nearest neighbours are looked for. */
const compared = 150;
const steps = 7;

/**
 * Fits a kernel density to real pairs: a draw is a real pair, moved towards the mean and away again by noise with the covariance of all pairs, so that means
 * and covariances stay what they are (the smoothed bootstrap of Silverman 1986, §6.4.1, with the covariance of the data as kernel). Both sides are moved by
 * the same pairs with the same weights, so left and right depend on each other as real ones do. The bandwidth is the one at which a draw is
 * as far from the nearest item, that which it was drawn from included, as an item is from the nearest other item: draws are as new as items are to each other,
 * neither copies nor blurred. Every candidate that is right for something is drawn from once before one is drawn from again.
 */
export function fitPairDensity(features: Readonly<Record<Side, Matrix>>, relevance: Relevance, candidates: Side): PairDensity {
  const pairs = createPairs(candidates === 'left' ? relevance : transposeRelevance(relevance), candidates);
  const means = { left: meanOf(features.left), right: meanOf(features.right) };
  const drawWith = (bandwidth: number, side: Side, count: number, seed: number): Matrix =>
    drawSide({ items: features[side], mean: means[side], side }, pairs, { bandwidth, count, seed });
  const items = features[candidates];
  const count = Math.min(compared, pairs.centres);
  const rows = Array.from({ length: count }, (_, i) => pairs.at(i)[candidates]);
  const real = nearestDistance(rowsOf(items, rows), items, (i) => rows[i]!);
  let [low, high] = [0, 1];
  for (let step = 0; step < steps; step++) {
    const middle = (low + high) / 2;
    const drawn = nearestDistance(drawWith(middle, candidates, count, deriveSeed(0, 'bandwidth')), items);
    if (drawn < real) low = middle;
    else high = middle;
  }
  return { bandwidth: high, draw: (side, drawn, seed) => drawWith(high, side, drawn, seed) };
}

function rowsOf({ columns, data }: Matrix, rows: readonly number[]): Matrix {
  const taken = new Float32Array(rows.length * columns);
  for (const [i, row] of rows.entries()) taken.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
  return { rows: rows.length, columns, data: taken };
}

/** Real pairs in the order in which they are drawn from. */
interface Pairs {
  /** Candidates that have a partner. */
  readonly centres: number;
  /** The rows of the i-th pair: every candidate once in each round, with one of its partners. */
  at(i: number): Readonly<Record<Side, number>>;
}

function createPairs({ rows, offsets, columnOf }: Relevance, candidates: Side): Pairs {
  const paired = Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => offsets[row + 1]! > offsets[row]!);
  const random = createRandom(deriveSeed(0, 'pairs'));
  random.shuffle(paired);
  return {
    centres: paired.length,
    at(i) {
      const candidate = paired[i % paired.length]!;
      const [first, end] = [offsets[candidate]!, offsets[candidate + 1]!];
      // Another partner in every round.
      const asking = columnOf[first + (Math.floor(i / paired.length) % (end - first))]!;
      return candidates === 'left' ? { left: candidate, right: asking } : { left: asking, right: candidate };
    },
  };
}

/** Items [rows, D] of a side, and their mean [D]. */
interface DrawnFrom {
  readonly side: Side;
  readonly items: Matrix;
  readonly mean: Float64Array;
}

function drawSide(
  { side, items: { rows, columns, data }, mean }: DrawnFrom,
  pairs: Pairs,
  { bandwidth, count, seed }: { readonly bandwidth: number; readonly count: number; readonly seed: number },
): Matrix {
  if (rows === 0 || pairs.centres === 0) throw new Error('internal: a density needs pairs');
  const random = createRandom(seed);
  const drawn = new Float32Array(count * columns);
  const kept = Math.sqrt(1 - bandwidth ** 2);
  const moved = new Float64Array(columns);
  // Where the round of the candidates starts depends on the seed: queries are not the partners of the first candidates.
  const start = random.below(pairs.centres);
  for (let i = 0; i < count; i++) {
    const centre = pairs.at(start + i)[side] * columns;
    for (let d = 0; d < columns; d++) moved[d] = mean[d]! + kept * (data[centre + d]! - mean[d]!);
    for (let m = 0; m < mixed; m++) {
      const row = pairs.at(random.below(pairs.centres))[side] * columns;
      const weight = (bandwidth / Math.sqrt(mixed)) * random.normal();
      for (let d = 0; d < columns; d++) moved[d]! += weight * (data[row + d]! - mean[d]!);
    }
    drawn.set(moved, i * columns);
  }
  return { rows: count, columns, data: drawn };
}

function meanOf({ rows, columns, data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns]! += data[i]! / rows;
  return mean;
}
