import type { Move } from './move.ts';
import { type Circumstances, type Offer, offerOf } from './offer.ts';

/** Whether an offer does all that was wished. */
export const meets = ({ shortfalls }: Offer): boolean => shortfalls.length === 0;

/**
 * By cost: what has to be rented; of equal rents what was measured under load, since a rate guessed from single queries knows no queue; then the share that the work
 * fills, so that what is dearer in all comes later; then quality, p99, bytes and the name. What was not measured comes after what was.
 */
const byCost = (a: Offer, b: Offer): number =>
  compare(a.pricePerMonth, b.pricePerMonth) ||
  Number(!a.loadMeasured) - Number(!b.loadMeasured) ||
  compare(a.loadPricePerMonth, b.loadPricePerMonth) ||
  compare(b.quality?.value ?? -1, a.quality?.value ?? -1) ||
  compare(a.p99Ms?.value, b.p99Ms?.value) ||
  compare(a.bytes, b.bytes) ||
  (a.id < b.id ? -1 : 1);

const compare = (a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number => (a === b ? 0 : a - b);

/** All strategies at a wish, those that meet it first, each part by cost. */
export const ranked = (offers: readonly Offer[]): Offer[] =>
  offers.toSorted((a, b) => Number(!meets(a)) - Number(!meets(b)) || byCost(a, b));

/** The strategy that is chosen: the cheapest that meets the wish. */
export const winnerOf = (offers: readonly Offer[]): string | undefined => offers.filter(meets).toSorted(byCost)[0]?.id;

/** Offers of all strategies with something moved; what the move does not touch is taken over from `still`. */
export const offersWith = (circumstances: Circumstances, move?: Move, still?: readonly Offer[]): Offer[] =>
  circumstances.model.strategies.map((strategy, i) =>
    still !== undefined && move?.strategy !== undefined && move.strategy !== strategy.id
      ? still[i]!
      : offerOf(strategy, circumstances, move),
  );
