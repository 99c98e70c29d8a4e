import type { Assumption, Move } from './move.ts';
import type { Circumstances, Offer } from './offer.ts';
import { offersWith, winnerOf } from './rank.ts';

/** An assumption that turns the decision within its own interval. */
export interface Flip extends Assumption {
  readonly end: 'low' | 'high';
  /** The value nearest to what was taken at which another strategy is chosen. */
  readonly at: number;
  /** Which; `undefined`: none meets the wish there. */
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
 * Assumptions that, moved alone to an end of their interval, change which strategy is chosen; with the value at which that happens, found by bisection to a
 * thousandth of the way. In the order of `assumptionsOf`.
 */
export function flips(circumstances: Circumstances, offers: readonly Offer[]): Flip[] {
  const winner = winnerOf(offers);
  const winnerWith = (move: Move): string | undefined => winnerOf(offersWith(circumstances, move, offers));
  return assumptionsOf(circumstances, offers).flatMap((assumption) =>
    (['low', 'high'] as const).flatMap((end): Flip[] => {
      const { quantity, strategy, measured } = assumption;
      const limit = measured[end];
      if (limit === undefined || limit === measured.value) return [];
      const to = (share: number): Move => ({ quantity, strategy, end, share });
      if (winnerWith(to(1)) === winner) return [];
      let [same, other] = [0, 1];
      while (other - same > 1e-3) {
        const middle = (same + other) / 2;
        if (winnerWith(to(middle)) === winner) same = middle;
        else other = middle;
      }
      const at = measured.value + other * (limit - measured.value);
      return [{ ...assumption, end, at, winner: winnerWith(to(other)) }];
    }),
  );
}
