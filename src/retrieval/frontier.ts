import type { NeighbourGraph } from './neighbour-graph.ts';
import { collectTopK } from './top-k.ts';

/** What one query's search over a graph knows: scores of evaluated candidates, and a prediction for those next to them. */
export interface Frontier {
  /** Forgets the last query. */
  clear(): void;
  /** Offers a candidate for evaluation before any neighbour of it is evaluated. */
  offer(row: number): void;
  isEvaluated(row: number): boolean;
  /** Adds scores of the network for so many rows; their neighbours become candidates. */
  evaluated(rows: Int32Array, scores: Float32Array, count: number): void;
  /** Writes the best predicted candidates to `rows`, at most `most`; returns how many there were. */
  next(rows: Int32Array, most: number): number;
}

/** As if this many neighbours had no residual at all: one neighbour alone says little. */
const shrinkage = 1;

/**
 * Predicts the network's score of a candidate as `a·t + b + Σ r / (n + 1)`: t is its guide's score, a and b the regression of the scores so far on their
 * guides', and r the residuals of its n evaluated neighbours. Without a guide t is 0, and this is greedy search by what a candidate's neighbours have scored.
 * @param guide the guide's score of a candidate for this query, by row; asked once a row
 */
export function createFrontier(
  candidates: number,
  { offsets, targets }: NeighbourGraph,
  guide: (row: number) => number,
): Frontier {
  const [unknown, waiting, done] = [0, 1, 2];
  const state = new Uint8Array(candidates);
  const guides = new Float32Array(candidates);
  /** Over evaluated neighbours: how many, the sum of their scores, and of their guides' scores. */
  const counts = new Int32Array(candidates);
  const scoreSums = new Float64Array(candidates);
  const guideSums = new Float64Array(candidates);
  const touched = new Int32Array(candidates);
  const predictions = new Float32Array(candidates);
  const list = new Int32Array(candidates);
  let size = 0;
  let sums = { n: 0, t: 0, s: 0, tt: 0, ts: 0 };

  const offer = (row: number): void => {
    if (state[row] !== unknown) return;
    state[row] = waiting;
    guides[row] = guide(row);
    touched[size++] = row;
  };

  return {
    clear() {
      for (let i = 0; i < size; i++) {
        const row = touched[i]!;
        state[row] = counts[row] = scoreSums[row] = guideSums[row] = 0;
      }
      size = 0;
      sums = { n: 0, t: 0, s: 0, tt: 0, ts: 0 };
    },
    offer,
    isEvaluated: (row) => state[row] === done,
    evaluated(rows, scores, count) {
      for (let i = 0; i < count; i++) {
        const row = rows[i]!;
        offer(row);
        state[row] = done;
        const [t, s] = [guides[row]!, scores[i]!];
        sums = { n: sums.n + 1, t: sums.t + t, s: sums.s + s, tt: sums.tt + t * t, ts: sums.ts + t * s };
        for (let e = offsets[row]!; e < offsets[row + 1]!; e++) {
          const target = targets[e]!;
          offer(target);
          counts[target]!++;
          scoreSums[target]! += s;
          guideSums[target]! += t;
        }
      }
    },
    next(rows, most) {
      const { n, t, s, tt, ts } = sums;
      const spread = n * tt - t * t;
      // A guide that the network contradicts is no guide.
      const a = spread > 1e-12 * Math.max(1, n * tt) ? Math.max(0, (n * ts - t * s) / spread) : 0;
      const b = n === 0 ? 0 : (s - a * t) / n;
      let waitingCount = 0;
      for (let i = 0; i < size; i++) {
        const row = touched[i]!;
        if (state[row] !== waiting) continue;
        const seen = counts[row]!;
        predictions[waitingCount] =
          a * guides[row]! + b + (scoreSums[row]! - a * guideSums[row]! - seen * b) / (seen + shrinkage);
        list[waitingCount++] = row;
      }
      const taken = Math.min(most, waitingCount);
      if (taken === 0) return 0;
      const best = collectTopK(1, taken);
      best.offer(0, predictions, 0, 1, waitingCount, 0);
      for (const [i, place] of best.finish().rows.entries()) rows[i] = list[place]!;
      return taken;
    },
  };
}
