import type { CostModel, Strategy } from './cost-model.ts';
import { costAt, type GrownCost } from './growth.ts';
import { offerOf } from './offer.ts';
import type { Prices, Wish } from './wish.ts';

export interface AffordableCandidates {
  readonly strategy: string;
  readonly candidates: number;
  /** Whether latency at that number was measured. */
  readonly basis: GrownCost['basis'];
}

const least: number = 2;
const most: number = 1e9;

/** The most candidates over which one machine serves the rate within the objective, whatever the quality; `undefined` where not even two are. */
export function affordableCandidates(
  model: CostModel,
  strategy: Strategy,
  wish: Wish,
  prices: Prices,
): AffordableCandidates | undefined {
  if (strategy.latencyMs === undefined) return undefined;
  const fits = (candidates: number): boolean => {
    const at = { ...wish, candidates, quality: undefined };
    const { shortfalls, load } = offerOf(strategy, { model, wish: at, prices, qualities: new Map() });
    return shortfalls.length === 0 && load !== undefined && load <= 1;
  };
  if (!fits(least)) return undefined;
  let [within, beyond] = fits(most) ? [most, most] : [least, most];
  while (beyond - within > Math.max(1, within * 1e-6)) {
    const middle = Math.ceil(Math.sqrt(within * beyond));
    if (fits(middle)) within = middle;
    else beyond = middle;
  }
  return { strategy: strategy.id, candidates: within, basis: costAt(strategy.latencyMs, within).basis };
}

/** Of the strategies of all families but one, that which carries the most candidates. */
export const mostAffordable = (
  model: CostModel,
  butFamily: string | undefined,
  wish: Wish,
  prices: Prices,
): AffordableCandidates | undefined =>
  model.strategies
    .filter(({ family }) => family !== undefined && family !== butFamily)
    .flatMap((strategy) => affordableCandidates(model, strategy, wish, prices) ?? [])
    .toSorted((a, b) => b.candidates - a.candidates)[0];
