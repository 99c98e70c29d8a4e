import { type BreakEvenSize, breakEvenSize, hasLine } from './break-even-size.ts';
import { costLines } from './cost-lines.ts';
import type { CostModel } from './cost-model.ts';
import { assumptionsOf, type Flip, flips } from './flips.ts';
import { type NearestWish, nearestWishes } from './nearest-wish.ts';
import type { Offer } from './offer.ts';
import { meets, offersWith, ranked, winnerOf } from './rank.ts';
import { circumstancesOf, type Reach, reachOf } from './reach.ts';
import type { Prices, Wish } from './wish.ts';

/** An answer to a wish, with what it rests on. Plain JSON. */
export interface Decision {
  readonly wish: Wish;
  /** The strategy that is chosen; left out where none is known to meet the wish. */
  readonly winner?: string;
  /** Those that meet the wish first, each part by cost. */
  readonly offers: readonly Offer[];
  /** Between which numbers of candidates it stays the answer. */
  readonly reach?: Reach;
  /** Of every pair among those that meet the wish, in the order of `offers`; where none does, among those whose latency is known. */
  readonly breakEvens: readonly BreakEvenSize[];
  readonly flips: readonly Flip[];
  /** How many assumptions were moved to the ends of their intervals to find these. */
  readonly assumptions: number;
  /** Only where nothing meets the wish: what could be had instead, nearest first. */
  readonly nearest: readonly NearestWish[];
}

/** Pairs grow with the square of their number: so many of the cheapest are compared. */
const compared = 12;

/** Which strategy to serve with: the cheapest that is known to meet the wish. Unknown quality or latency is never taken as good enough. */
export function decide(model: CostModel, wish: Wish, prices: Prices): Decision {
  const circumstances = circumstancesOf(model, wish, prices);
  const inOrder = offersWith(circumstances);
  const winner = winnerOf(inOrder);
  const offers = ranked(inOrder);
  const rivals = winner === undefined ? offers : offers.filter(meets);
  return {
    wish,
    winner,
    offers,
    reach: winner === undefined ? undefined : reachOf(model, wish, prices),
    breakEvens: breakEvensOf(model, rivals, wish, prices),
    flips: flips(circumstances, inOrder),
    assumptions: assumptionsOf(circumstances, inOrder).length,
    nearest: winner === undefined ? nearestWishes(model, wish, prices) : [],
  };
}

/** Of each pair among the cheapest of some offers, of those whose costs are lines. */
function breakEvensOf(model: CostModel, offers: readonly Offer[], wish: Wish, prices: Prices): BreakEvenSize[] {
  const lines = costLines(model, wish, prices);
  const strategies = offers.flatMap(({ id }) => model.strategies.filter((strategy) => strategy.id === id && hasLine(strategy)));
  const cheapest = strategies.slice(0, compared);
  return cheapest.flatMap((a, i) => cheapest.slice(i + 1).flatMap((b) => breakEvenSize(lines, a, b, wish.candidates) ?? []));
}
