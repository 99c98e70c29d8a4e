import type { Assumption, Move } from './move.ts';
import type { Circumstances, Offer } from './offer.ts';
import { meets, offersWith, winnerOf } from './rank.ts';

/** An assumption that turns the decision within its own interval. */
export interface Flip extends Assumption {
  readonly end: 'low' | 'high';
  /** The value nearest to what was taken at which the answer is turned. */
  readonly at: number;
  /** What is chosen there; `undefined`: none meets the wish. */
  readonly winner?: string;
}

/** Everything with an interval that the offers rest on. */
export function assumptionsOf({ prices }: Circumstances, offers: readonly Offer[]): Assumption[] {
  const general: Assumption[] = [
    { quantity: 'utilisation', measured: prices.utilisation },
    { quantity: 'core scaling', measured: prices.coreScaling },
  ];
  return [...general, ...offers.flatMap(({ restsOn }) => restsOn)].filter(
    ({ measured: { value, low = value, high = value } }) => low < value || high > value,
  );
}

/**
 * Assumptions that, moved alone to an end of their interval, make the answer a wrong one: it no longer meets the wish, or another has a lower rent. Where both rent the same
 * nothing is lost by either, whichever fills it less. With the value at which that happens, found by bisection to a thousandth of the way. In the order of `assumptionsOf`.
 */
export function flips(circumstances: Circumstances, offers: readonly Offer[]): Flip[] {
  const winner = winnerOf(offers);
  const turned = (move: Move): { readonly winner?: string } | undefined => {
    const there = offersWith(circumstances, move, offers);
    const other = winnerOf(there);
    return other === winner || isTie(there, winner, other) ? undefined : { winner: other };
  };
  return assumptionsOf(circumstances, offers).flatMap((assumption) =>
    (['low', 'high'] as const).flatMap((end): Flip[] => {
      const { quantity, strategy, measured } = assumption;
      const limit = measured[end];
      if (limit === undefined || limit === measured.value) return [];
      const to = (share: number): Move => ({ quantity, strategy, end, share });
      let found = turned(to(1));
      if (found === undefined) return [];
      let [same, other] = [0, 1];
      while (other - same > 1e-3) {
        const middle = (same + other) / 2;
        const here = turned(to(middle));
        if (here === undefined) same = middle;
        else [other, found] = [middle, here];
      }
      const at = measured.value + other * (limit - measured.value);
      return [{ ...assumption, end, at, winner: found.winner }];
    }),
  );
}

/** Whether the strategy that was chosen still does all that was wished, for no higher rent. */
function isTie(offers: readonly Offer[], chosen: string | undefined, other: string | undefined): boolean {
  const [former, now] = [chosen, other].map((name) => offers.find(({ id }) => id === name));
  if (former === undefined || now === undefined) return false;
  return meets(former) && (former.pricePerMonth ?? Number.POSITIVE_INFINITY) <= (now.pricePerMonth ?? 0);
}
