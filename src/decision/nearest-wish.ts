import type { CostModel } from './cost-model.ts';
import { choose } from './reach.ts';
import type { Prices, Wish } from './wish.ts';

export type Demand = 'candidates' | 'p99Ms' | 'quality';

/** A wish that can be met, with as little given up as that takes. */
export interface NearestWish {
  readonly wish: Wish;
  /** What was eased or, where the wish no longer has it, given up. */
  readonly changed: readonly Demand[];
  readonly strategy: string;
  /** How far the eased demand is from what was wished: |ln(new / old)|; infinite where one was given up. */
  readonly distance: number;
}

/** The farthest that a demand is eased, and how finely the place is found. */
const easiest = { candidates: 1, p99Ms: 3_600_000, quality: 1e-3 } as const;
const precision = 1e-6;

/**
 * Of a wish that nothing meets: for each demand, the least by which it alone must be eased until something does, nearest first; then the wish without a
 * demand on quality, and without one on latency, with another one eased where it takes that. Empty where nothing helps.
 */
export function nearestWishes(model: CostModel, wish: Wish, prices: Prices): NearestWish[] {
  const dropped = (['quality', 'p99Ms'] as const).flatMap((demand): NearestWish[] => {
    if (wish[demand] === undefined) return [];
    const { [demand]: _, ...rest } = wish;
    const strategy = choose(model, rest, prices);
    const found = strategy === undefined ? eased(model, rest, prices) : [{ wish: rest, changed: [], strategy }];
    return found.slice(0, 1).map((one) => ({ ...one, changed: [demand, ...one.changed], distance: Number.POSITIVE_INFINITY }));
  });
  return [...eased(model, wish, prices), ...dropped];
}

/** For each demand of a wish that nothing meets, nearest first. */
function eased(model: CostModel, wish: Wish, prices: Prices): NearestWish[] {
  const found = (['candidates', 'p99Ms', 'quality'] as const).flatMap((demand): NearestWish[] => {
    const asked = wish[demand];
    const limit = easiest[demand];
    if (asked === undefined || (demand === 'p99Ms' ? asked >= limit : asked <= limit)) return [];
    const at = (value: number): Wish => ({ ...wish, [demand]: demand === 'candidates' ? Math.floor(value) : value });
    if (choose(model, at(limit), prices) === undefined) return [];
    let [fails, does] = [asked, limit as number];
    while (Math.abs(Math.log(does / fails)) > precision) {
      const middle = Math.sqrt(fails * does);
      if (choose(model, at(middle), prices) === undefined) fails = middle;
      else does = middle;
    }
    const strategy = choose(model, at(does), prices)!;
    return [{ wish: at(does), changed: [demand], strategy, distance: Math.abs(Math.log(does / asked)) }];
  });
  return found.toSorted((a, b) => a.distance - b.distance);
}
