import { type CostLines, costGrid, type End } from './cost-lines.ts';
import type { Strategy } from './cost-model.ts';
import { measuredSizes } from './growth.ts';

/** Where the costs of two strategies meet, as candidates are added. */
export interface BreakEvenSize {
  /** The cheaper one below the meeting, and the cheaper one above; without a meeting the cheaper one everywhere, and the other. */
  readonly below: string;
  readonly above: string;
  /** M at which they cost the same, the one nearest to the wish; left out where none is between 10 and a billion. */
  readonly candidates?: number;
  /** With their mean latencies at opposite ends of their intervals; an end is left out where the lines then never meet. */
  readonly low?: number;
  readonly high?: number;
  /** Beyond what was measured of one of the two. */
  readonly extrapolated: boolean;
}

/** Whether its cost is a line over candidates: one point makes none. */
export const hasLine = ({ latencyMs }: Strategy): boolean => latencyMs !== undefined && latencyMs.form !== 'one size';

/** `undefined` where the cost of one is no line. */
export function breakEvenSize(lines: CostLines, a: Strategy, b: Strategy, near: number): BreakEvenSize | undefined {
  if (!hasLine(a) || !hasLine(b)) return undefined;
  const meeting = (endOfA?: End, endOfB?: End): number | undefined => meetingOf(lines, [a, endOfA], [b, endOfB], near);
  const candidates = meeting();
  const before = candidates === undefined ? near : candidates * 0.99;
  const [below, above] = signOf(lines.at(a, before), lines.at(b, before)) <= 0 ? [a.id, b.id] : [b.id, a.id];
  if (candidates === undefined) return { below, above, extrapolated: false };
  const ends = [meeting('low', 'high'), meeting('high', 'low')].filter((end) => end !== undefined);
  const measured = [a, b].map(({ latencyMs }) => measuredSizes(latencyMs!));
  return {
    below,
    above,
    candidates,
    low: ends.find((end) => end < candidates),
    high: ends.find((end) => end > candidates),
    extrapolated: measured.some(({ smallest, largest }) => candidates < smallest || candidates > largest),
  };
}

/** What no number of machines serves is dearer than anything; where neither is served there is nothing to compare, and no sign. */
function signOf(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return a === b ? Number.NaN : a === undefined ? 1 : -1;
  return Math.sign(a - b);
}

type Line = readonly [strategy: Strategy, end: End];

/** Where the difference of two lines changes its sign nearest to a size, in orders of magnitude: found on the grid, then by bisection. */
function meetingOf(lines: CostLines, [a, endOfA]: Line, [b, endOfB]: Line, near: number): number | undefined {
  const [lineA, lineB] = [lines.onGrid(a, endOfA), lines.onGrid(b, endOfB)];
  const signs = costGrid.map((_, i) => signOf(lineA[i], lineB[i]));
  const signAt = (size: number): number => signOf(lines.at(a, size, endOfA), lines.at(b, size, endOfB));
  const distance = (size: number): number => Math.abs(Math.log(size / near));
  const crossed = costGrid.flatMap((size, i) => {
    const [here, next] = [signs[i]!, signs[i + 1] ?? Number.NaN];
    return here * next < 0 || (here !== 0 && next === 0) ? [{ from: size, to: costGrid[i + 1]!, sign: here }] : [];
  });
  const nearest = crossed.toSorted((x, y) => distance(x.from) - distance(y.from))[0];
  return nearest === undefined ? undefined : bisect(signAt, nearest);
}

function bisect(signAt: (size: number) => number, { from, to, sign }: { from: number; to: number; sign: number }): number {
  let [low, high] = [from, to];
  while (high / low > 1 + 1e-9) {
    const middle = Math.sqrt(low * high);
    if (signAt(middle) === sign) low = middle;
    else high = middle;
  }
  return high;
}
