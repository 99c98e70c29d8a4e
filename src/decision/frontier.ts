/** What a choice is judged by. Left out: not measured, and the choice is neither on the frontier nor does it push another off it. */
export interface FrontierPoint {
  /** Higher is better. */
  readonly quality?: number;
  /** Lower is better, each. */
  readonly costs: readonly (number | undefined)[];
}

/** For each point, whether none of the others is at least as good in everything and better in something (Pareto). */
export function frontier(points: readonly FrontierPoint[]): boolean[] {
  const axes = points.map(({ quality, costs }) => {
    const values = [quality === undefined ? undefined : -quality, ...costs];
    return values.some((value) => value === undefined) ? undefined : (values as number[]);
  });
  return axes.map((own) => own !== undefined && !axes.some((other) => other !== undefined && dominates(other, own)));
}

const dominates = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, i) => value <= b[i]!) && a.some((value, i) => value < b[i]!);
