import type { CostModel } from './cost-model.ts';
import type { Circumstances } from './offer.ts';
import { qualityRatios } from './quality-at.ts';
import { offersWith, winnerOf } from './rank.ts';
import type { Prices, Wish } from './wish.ts';

/** Sizes that are looked at for another answer. */
const least = 10;
const most = 1e9;
const stepsPerDecade = 8;

export interface Reach {
  /** The same strategy is chosen from here on, up to `high`. Left out: at every size that was looked at. */
  readonly low?: number;
  readonly high?: number;
  /** What is chosen beyond; `undefined`: nothing meets the wish there, or it is not known. */
  readonly below?: string;
  readonly above?: string;
}

export const circumstancesOf = (model: CostModel, wish: Wish, prices: Prices): Circumstances => ({
  model,
  wish,
  prices,
  qualities: qualityRatios(model, wish.candidates),
});

/** Which strategy is chosen for a wish; `undefined` where none meets it. */
export const choose = (model: CostModel, wish: Wish, prices: Prices): string | undefined =>
  winnerOf(offersWith(circumstancesOf(model, wish, prices)));

/** Between which numbers of candidates the chosen strategy stays the chosen one, all else as wished. */
export function reachOf(model: CostModel, wish: Wish, prices: Prices): Reach {
  const at = (candidates: number): string | undefined => choose(model, { ...wish, candidates }, prices);
  const here = at(wish.candidates);
  const search = (limit: number): number | undefined => {
    const direction = limit > wish.candidates ? 1 : -1;
    let same = wish.candidates;
    while (direction * (limit - same) > 0) {
      const next = same * 10 ** (direction / stepsPerDecade);
      const bounded = direction > 0 ? Math.min(limit, next) : Math.max(limit, next);
      if (at(bounded) !== here) return lastSame(at, here, same, bounded);
      same = bounded;
    }
    return undefined;
  };
  const [low, high] = [search(least), search(most)];
  return {
    low,
    high,
    below: low === undefined ? undefined : at(low - 1),
    above: high === undefined ? undefined : at(high + 1),
  };
}

/** The whole number nearest to where the answer changes that still has it. */
function lastSame(at: (size: number) => string | undefined, here: string | undefined, same: number, other: number): number {
  let [inside, outside] = same < other ? [Math.floor(same), Math.ceil(other)] : [Math.ceil(same), Math.floor(other)];
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.round((inside + outside) / 2);
    if (at(middle) === here) inside = middle;
    else outside = middle;
  }
  return inside;
}
