import { tQuantile } from '../statistics/t-interval.ts';
import type { CostModel, Pool, Strategy } from './cost-model.ts';
import type { Measured } from './measured.ts';

/** Beyond this many times the largest measured pool quality is unknown: it falls as candidates are added, by a law nobody knows. */
const farthestPool = 10;

/** Stands for a quality of 0, which has no logarithm: a mean over queries that is not 0 is hardly as small. */
const least = 1e-6;

/** To the best strategy over as many candidates. */
export interface QualityRatio extends Measured {
  /** Within the pools that were measured, or beyond them. */
  readonly basis: 'measured' | 'extrapolated';
}

/** The logarithm of quality, or of a ratio of two, at that of a number of candidates. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** Largest number of candidates at which anything is said about a strategy's quality; `undefined` where it was not measured. */
export const farthestKnown = ({ pools }: Strategy): number | undefined =>
  pools.length === 0 ? undefined : farthestPool * Math.max(...pools.map(({ candidates }) => candidates));

/**
 * By strategy: its quality over M candidates as a ratio to the best strategy's there. Left out where it was not measured, or M is too far beyond the largest
 * pool.
 *
 * Between two measured pools quality lies on the line between them, of its logarithm over ln M. Beyond them it goes on from the nearest with the slope of all
 * pools, by least squares: each doubling of M costs about the same share of it. A ratio of two such qualities is of that form too, q(M)/q'(M) = c · M^b.
 *
 * The interval is that of the ratio in the nearest pool that has one, on the same queries. Beyond the pools it is widened by ± t(n − 2) · s_b · |ln M − ln M₀|, with s_b
 * the standard error of the slope b of the log-ratio over the n pools that both have, and M₀ the nearest (Draper and Smith, Applied Regression Analysis, §1.4): what
 * makes a pool hard makes it so for both, and cancels. Nothing is better than the best, nor below 0: the interval ends there. Beyond the pools an approximate search
 * is no better than the exact one over the same vectors either: that it once came out above, by missing wrong answers that the exact one found, is no law.
 */
export function qualityRatios({ strategies }: CostModel, candidates: number): ReadonlyMap<string, QualityRatio> {
  const known = strategies.filter((strategy) => candidates <= (farthestKnown(strategy) ?? 0));
  const courses = known.map(({ pools }) => pools.map(({ candidates: m, quality }) => point(m, quality.value)));
  const own = courses.map((course) => Math.min(1, Math.exp(courseAt(course, Math.log(candidates)))));
  const isBeyond = (i: number): boolean => beyond(courses[i]!, Math.log(candidates)) > 0;
  /** What bounds it here; itself where nothing does. */
  const bounds = known.map(({ approximates }, i) => {
    const exact = known.findIndex(({ id }) => id === approximates);
    return exact < 0 || !isBeyond(i) ? i : exact;
  });
  const values = own.map((value, i) => Math.min(value, own[bounds[i]!]!));
  const best = values.indexOf(Math.max(...values));
  if (!(values[best]! > 2 * least)) return new Map();
  const ratios = new Map(
    known.map(({ id, pools }, i): [string, QualityRatio] => {
      const value = values[i]! / values[best]!;
      const basis = isBeyond(i) ? 'extrapolated' : 'measured';
      const paired = pools.filter((pool) => pool.ratio?.low !== undefined);
      const ratio = nearestPool(paired, candidates)?.ratio;
      if (ratio?.low === undefined || ratio.high === undefined || !(ratio.value > 0)) return [id, { value, basis }];
      const open = Math.exp(openBeyond(logRatios(courses[i]!, courses[best]!), Math.log(candidates)));
      const [low, high] = [value * (ratio.low / ratio.value), value * (ratio.high / ratio.value)];
      return [id, { value, low: Math.max(0, low / open), high: Math.min(1, high * open), basis }];
    }),
  );
  for (const [i, { id }] of known.entries()) {
    const [ratio, { high = 1 }] = [ratios.get(id)!, ratios.get(known[bounds[i]!]!.id)!];
    if (ratio.high !== undefined && high < ratio.high) ratios.set(id, { ...ratio, high });
  }
  return ratios;
}

const point = (candidates: number, quality: number): Point => ({
  x: Math.log(candidates),
  y: Math.log(Math.max(least, quality)),
});

/** Points are ascending in x. */
function courseAt(points: readonly Point[], x: number): number {
  const above = points.findIndex((one) => one.x >= x);
  const [from, to] = [points[above - 1], points[above]];
  if (to?.x === x) return to.y;
  if (from !== undefined && to !== undefined) return from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x);
  const nearest = to ?? points.at(-1)!;
  return nearest.y + slopeOf(points).slope * (x - nearest.x);
}

/** How far outside the pools, in ln M. */
const beyond = (points: readonly Point[], x: number): number => Math.max(0, points[0]!.x - x, x - points.at(-1)!.x);

/** Of one over the other in the pools that both have. */
const logRatios = (own: readonly Point[], other: readonly Point[]): Point[] =>
  own.flatMap(({ x, y }) => {
    const same = other.find((one) => one.x === x);
    return same === undefined ? [] : [{ x, y: y - same.y }];
  });

/** Half of what a slope leaves open at x; 0 within the pools, and with too few of them to tell. */
function openBeyond(points: readonly Point[], x: number): number {
  if (points.length < 3) return 0;
  return beyond(points, x) * tQuantile(0.975, points.length - 2) * slopeOf(points).error;
}

/** Least squares, with the standard error of the slope; one pool has none. */
function slopeOf(points: readonly Point[]): { readonly slope: number; readonly error: number } {
  const mean = (of: (one: Point) => number): number => points.reduce((sum, one) => sum + of(one), 0) / points.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = mean(({ x }) => (x - meanX) ** 2) * points.length;
  if (spread === 0) return { slope: 0, error: 0 };
  const slope = (mean(({ x, y }) => (x - meanX) * (y - meanY)) * points.length) / spread;
  const squares = mean(({ x, y }) => (y - meanY - slope * (x - meanX)) ** 2) * points.length;
  return { slope, error: points.length < 3 ? 0 : Math.sqrt(squares / (points.length - 2) / spread) };
}

const nearestPool = (pools: readonly Pool[], candidates: number): Pool | undefined => {
  const distance = (pool: Pool): number => Math.abs(Math.log(pool.candidates / candidates));
  return pools.toSorted((a, b) => distance(a) - distance(b))[0];
};
