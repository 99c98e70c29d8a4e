import { tQuantile } from '../statistics/t-interval.ts';
import type { CostModel, Pool, Strategy } from './cost-model.ts';
import type { Measured } from './measured.ts';

/** Beyond this many times the largest measured pool quality is unknown: it falls as candidates are added, by a law nobody knows. */
const farthestPool = 10;

/** A line over ln M: quality falls about as much from each doubling to the next. */
interface QualityLine {
  readonly at: (candidates: number) => number;
  /** Half the 95 % interval of a new pool there; 0 with too few pools to tell. */
  readonly halfAt: (candidates: number) => number;
}

/** Least squares over ln M; one pool has no slope. */
function qualityLine(pools: readonly Pool[]): QualityLine {
  const points = pools.map(({ candidates, quality }) => ({ x: Math.log(candidates), y: quality.value }));
  const count = points.length;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = spread > 0 ? points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread : 0;
  const at = (candidates: number): number => Math.min(1, Math.max(0, meanY + slope * (Math.log(candidates) - meanX)));
  if (count < 3 || spread === 0) return { at, halfAt: () => 0 };
  const squares = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  const error = tQuantile(0.975, count - 2) * Math.sqrt(squares / (count - 2));
  return { at, halfAt: (candidates) => error * Math.sqrt(1 + 1 / count + (Math.log(candidates) - meanX) ** 2 / spread) };
}

/** Largest number of candidates at which anything is said about a strategy's quality; `undefined` where it was not measured. */
export const farthestKnown = ({ pools }: Strategy): number | undefined =>
  pools.length === 0 ? undefined : farthestPool * Math.max(...pools.map(({ candidates }) => candidates));

/**
 * By strategy: its quality over M candidates as a ratio to the best strategy's there. Left out where it was not measured, or M is too far beyond the largest
 * pool. The interval is that of the ratio in the nearest pool that has one, widened by what the line over ln M leaves open.
 */
export function qualityRatios({ strategies }: CostModel, candidates: number): ReadonlyMap<string, Measured> {
  const known = strategies.filter((strategy) => candidates <= (farthestKnown(strategy) ?? 0));
  const lines = known.map(({ pools }) => qualityLine(pools));
  const values = lines.map(({ at }) => at(candidates));
  const best = Math.max(...values);
  if (!(best > 0)) return new Map();
  return new Map(
    known.map(({ id, pools }, i) => {
      const ratio = nearestPool(
        pools.filter(({ ratio: paired }) => paired?.low !== undefined),
        candidates,
      )?.ratio;
      const value = values[i]! / best;
      const open = lines[i]!.halfAt(candidates) / best;
      if (ratio?.low === undefined || ratio.high === undefined || !(ratio.value > 0)) return [id, { value }];
      // No quality is below 0 or above 1.
      const low = Math.max(0, value * (ratio.low / ratio.value) - open);
      return [id, { value, low, high: Math.min(1 / best, value * (ratio.high / ratio.value) + open) }];
    }),
  );
}

const nearestPool = (pools: readonly Pool[], candidates: number): Pool | undefined => {
  const distance = (pool: Pool): number => Math.abs(Math.log(pool.candidates / candidates));
  return pools.toSorted((a, b) => distance(a) - distance(b))[0];
};
