import type { BreakEvenSize } from './break-even-size.ts';
import type { CostModel } from './cost-model.ts';
import { breakEvenSentence } from './decision-words.ts';
import { measuredSizes } from './growth.ts';
import type { Move } from './move.ts';
import { offerOf } from './offer.ts';
import { type ScalingCurve, type ScalingMarks, sizesBetween } from './scaling-curve.ts';
import type { Prices, Wish } from './wish.ts';

const [least, most] = [10, 1e7] as const;

/** What the load of a strategy costs a month at a size, on the first kind of machines with memory enough: the line on which break-even is defined. */
function loadPrice(model: CostModel, id: string, wish: Wish, prices: Prices, end?: Move['end']): number | undefined {
  const strategy = model.strategies.find((one) => one.id === id);
  if (strategy === undefined) return undefined;
  const oneKind = { ...prices, machines: prices.machines.slice(0, 1), memoryShare: Number.MAX_VALUE };
  const move: Move | undefined = end === undefined ? undefined : { quantity: 'mean latency', strategy: id, end, share: 1 };
  const circumstances = { model, wish: { ...wish, quality: undefined }, prices: oneKind, qualities: new Map() };
  return offerOf(strategy, circumstances, move).loadPricePerMonth;
}

/** Cost a month over the number of candidates, all else as wished. A curve ends where the objective is met no more. */
export function priceCurves(model: CostModel, ids: readonly string[], wish: Wish, prices: Prices): ScalingCurve[] {
  const largest = Math.max(most, wish.candidates * 10);
  return ids.map((id): ScalingCurve => {
    const latency = model.strategies.find((one) => one.id === id)?.latencyMs;
    const { smallest, largest: farthest } = latency === undefined ? { smallest: 0, largest: 0 } : measuredSizes(latency);
    const sizes = [...sizesBetween(least, largest), smallest, farthest].filter((size) => size >= least);
    const fitted = [...new Set(sizes)]
      .toSorted((a, b) => a - b)
      .flatMap((size) => {
        const at = { ...wish, candidates: size };
        const cost = loadPrice(model, id, at, prices);
        if (cost === undefined) return [];
        const [low, high] = [loadPrice(model, id, at, prices, 'low'), loadPrice(model, id, at, prices, 'high')];
        return [{ size, cost, low, high, extrapolated: size < smallest || size > farthest }];
      });
    return { label: id, measured: [], fitted };
  });
}

/** Break-even sizes of the strategies that are drawn, at their common cost, and the number of candidates that is wished. */
export function priceMarks(
  model: CostModel,
  ids: readonly string[],
  breakEvens: readonly BreakEvenSize[],
  wish: Wish,
  prices: Prices,
): ScalingMarks {
  const crossovers = breakEvens.flatMap((one) => {
    if (one.candidates === undefined || !ids.includes(one.below) || !ids.includes(one.above)) return [];
    const cost = loadPrice(model, one.below, { ...wish, candidates: one.candidates }, prices);
    return cost === undefined ? [] : [{ size: one.candidates, cost, text: breakEvenSentence(one) }];
  });
  return { crossovers, wanted: wish.candidates };
}
