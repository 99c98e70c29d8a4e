import { counted } from '../../counted.ts';
import type { Warning } from '../../types.ts';
import type { LoadPoint } from './load-point.ts';

export interface RateSearch {
  readonly objectiveMs: number;
  /** What the system answers when it never has to wait: 1 / its mean time of service. */
  readonly capacityPerSecond: number;
  /** The search ends when the rates that pass and fail are this close, as a fraction of the one that fails. */
  readonly tolerance: number;
  readonly maximumProbes: number;
}

export interface SustainedRate {
  /** The highest offered rate that was sustained, queries/s; 0 where none was, unknown where the generator spoiled every run. */
  readonly ratePerSecond: number | undefined;
  /** In the order they were tried. */
  readonly points: readonly LoadPoint[];
  readonly warnings: readonly Warning[];
}

/** A rate is sustained when the load was offered as scheduled, no backlog grows, and the p99 is known and meets the objective. */
export const sustains = ({ valid, backlogGrows, p99Ms }: LoadPoint, objectiveMs: number): boolean =>
  valid && !backlogGrows && p99Ms !== undefined && p99Ms <= objectiveMs;

/** No system of one server is stable above its capacity; this much above, an estimate of capacity can be wrong. */
const margin = 1.25;

/** Bisects for the highest rate whose p99 meets the objective (MLPerf LoadGen's FindPeakPerformance). A run that the generator spoiled is repeated once. */
export async function findSustainedRate(
  probe: (ratePerSecond: number) => Promise<LoadPoint>,
  search: RateSearch,
): Promise<SustainedRate> {
  const { objectiveMs, capacityPerSecond, tolerance, maximumProbes } = search;
  const points: LoadPoint[] = [];
  let [low, high] = [0, margin * capacityPerSecond];
  let repeated = false;
  while (points.length < maximumProbes && high - low > tolerance * high) {
    const rate = (low + high) / 2;
    const point = await probe(rate);
    points.push(point);
    if (!point.valid && !repeated) {
      repeated = true;
      continue;
    }
    repeated = false;
    if (sustains(point, objectiveMs)) low = rate;
    else high = rate;
  }
  const judged = points.some(({ valid }) => valid);
  return {
    ratePerSecond: judged ? low : undefined,
    points,
    warnings: [...lagged(points), ...(judged ? unmet(low, points, objectiveMs) : [])],
  };
}

const lagged = (points: readonly LoadPoint[]): Warning[] => {
  const spoiled = points.filter(({ valid }) => !valid).length;
  if (spoiled === 0) return [];
  return [
    {
      code: 'load-generator',
      message: `In ${spoiled} of ${counted(points.length, 'run')} queries were issued later than scheduled; such a run counts as not sustained.`,
      remedy: 'Leave a core to the load generator: close other programs, or use fewer threads.',
    },
  ];
};

const unmet = (rate: number, points: readonly LoadPoint[], objectiveMs: number): Warning[] => {
  if (rate > 0) return [];
  const lowest = points.reduce<LoadPoint | undefined>(
    (a, b) => (a === undefined || b.ratePerSecond < a.ratePerSecond ? b : a),
    undefined,
  );
  const tried =
    lowest === undefined
      ? 'none was tried'
      : `the lowest tried, ${lowest.ratePerSecond.toPrecision(3)} queries/s, had a p99 of ${lowest.p99Ms?.toPrecision(3) ?? 'n/a'} ms`;
  return [
    {
      code: 'rate-not-sustained',
      message: `No rate met the objective of ${objectiveMs} ms at p99: ${tried}.`,
      remedy: 'Allow a longer objective, or serve fewer candidates.',
    },
  ];
};
