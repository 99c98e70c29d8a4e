import type { CostModel, Strategy } from './cost-model.ts';
import type { Move } from './move.ts';
import { offerOf } from './offer.ts';
import type { Prices, Wish } from './wish.ts';

/** An end of the interval of a mean latency; left out: its value. */
export type End = Move['end'] | undefined;

/** Numbers of candidates from 10 to a billion, 16 to a decade: between two of them costs cross once at most. */
export const costGrid: readonly number[] = Array.from({ length: 8 * 16 + 1 }, (_, i) => 10 ** (1 + i / 16));

/** What strategies cost over M: what their work fills of machines of the first kind, with memory enough. Whole machines, other kinds and limits make steps, and steps meet in no one place. */
export interface CostLines {
  /** `undefined` where no number of machines serves so many. */
  at(strategy: Strategy, candidates: number, end?: End): number | undefined;
  /** The same on `costGrid`, worked out once. */
  onGrid(strategy: Strategy, end?: End): readonly (number | undefined)[];
}

export function costLines(model: CostModel, wish: Wish, prices: Prices): CostLines {
  const oneKind = { ...prices, machines: prices.machines.slice(0, 1), memoryShare: Number.MAX_VALUE };
  const anyQuality = { ...wish, quality: undefined };
  const qualities = new Map<string, never>();
  const known = new Map<string, readonly (number | undefined)[]>();
  const at: CostLines['at'] = (strategy, candidates, end) => {
    const move: Move | undefined =
      end === undefined ? undefined : { quantity: 'mean latency', strategy: strategy.id, end, share: 1 };
    return offerOf(strategy, { model, wish: { ...anyQuality, candidates }, prices: oneKind, qualities }, move).loadPricePerMonth;
  };
  return {
    at,
    onGrid(strategy, end) {
      const name = JSON.stringify([strategy.id, end ?? null]);
      const line = known.get(name) ?? costGrid.map((candidates) => at(strategy, candidates, end));
      known.set(name, line);
      return line;
    },
  };
}
