import type { BreakEvenSize } from './break-even-size.ts';
import type { CostModel, Strategy } from './cost-model.ts';
import { breakEvenSentence } from './decision-words.ts';
import { measuredCosts, measuredSizes, type SizedCost } from './growth.ts';
import type { Move } from './move.ts';
import { offerOf } from './offer.ts';
import { type ScalingCurve, type ScalingMarks, sizesBetween } from './scaling-curve.ts';
import { tailAt } from './tail-at.ts';
import type { Prices, Wish } from './wish.ts';

const [least, most] = [10, 1e7] as const;

/** What the work of a strategy costs a month at a size, on the first kind of machines with memory enough: the line on which break-even is defined. */
function loadPrice(model: CostModel, strategy: Strategy, wish: Wish, prices: Prices, end?: Move['end']): number | undefined {
  const oneKind = { ...prices, machines: prices.machines.slice(0, 1), memoryShare: Number.MAX_VALUE };
  const move: Move | undefined =
    end === undefined ? undefined : { quantity: 'mean latency', strategy: strategy.id, end, share: 1 };
  const circumstances = { model, wish: { ...wish, quality: undefined }, prices: oneKind, qualities: new Map() };
  return offerOf(strategy, circumstances, move).loadPricePerMonth;
}

/** What the work costs a month over the number of candidates, all else as wished. A curve ends where the objective is met no more. */
export function priceCurves(model: CostModel, ids: readonly string[], wish: Wish, prices: Prices): ScalingCurve[] {
  const largest = Math.max(most, wish.candidates * 10);
  return ids.flatMap((id): ScalingCurve[] => {
    const strategy = strategyOf(model, id);
    if (strategy === undefined) return [];
    const { latencyMs } = strategy;
    const { smallest, largest: farthest } = latencyMs === undefined ? { smallest: 0, largest: 0 } : measuredSizes(latencyMs);
    const sizes = [...sizesBetween(least, largest), smallest, farthest].filter((size) => size >= least);
    const fitted = [...new Set(sizes)]
      .toSorted((a, b) => a - b)
      .flatMap((size) => {
        const at = { ...wish, candidates: size };
        const cost = loadPrice(model, strategy, at, prices);
        if (cost === undefined) return [];
        const [low, high] = [loadPrice(model, strategy, at, prices, 'low'), loadPrice(model, strategy, at, prices, 'high')];
        return [{ size, cost, low, high, extrapolated: size < smallest || size > farthest }];
      });
    const points = latencyMs === undefined ? [] : measuredCosts(latencyMs);
    const measured = points.flatMap((point) => {
      const cost = loadPrice(model, asMeasured(strategy, point), { ...wish, candidates: point.size }, prices);
      return cost === undefined ? [] : [{ size: point.size, cost }];
    });
    return [{ label: id, measured, fitted }];
  });
}

const strategyOf = ({ strategies }: CostModel, id: string): Strategy | undefined => strategies.find((one) => one.id === id);

/** The strategy as it was measured at one size, beside the fit through all. */
function asMeasured(strategy: Strategy, at: SizedCost): Strategy {
  const tail = tailAt(strategy, at.size);
  return {
    ...strategy,
    latencyMs: { form: 'one size', at },
    p99Ms: tail === undefined ? undefined : { form: 'one size', at: { size: at.size, cost: tail } },
  };
}

/** What the curves show, for those who do not see them. */
export const priceCurvesWords = (ids: readonly string[], breakEvens: readonly string[]): string =>
  `Cost of the work a month over candidates for ${ids.join(', ')}. ${breakEvens.join(' ')}`;

/** Break-even sizes of the strategies that are drawn, at their common cost, the number of candidates that is wished, and the rent that is paid for the least of work. */
export function priceMarks(
  model: CostModel,
  ids: readonly string[],
  breakEvens: readonly BreakEvenSize[],
  wish: Wish,
  prices: Prices,
): ScalingMarks {
  const crossovers = breakEvens.flatMap((one) => {
    if (one.candidates === undefined || !ids.includes(one.below) || !ids.includes(one.above)) return [];
    const strategy = strategyOf(model, one.below);
    const cost = strategy && loadPrice(model, strategy, { ...wish, candidates: one.candidates }, prices);
    return cost === undefined ? [] : [{ size: one.candidates, cost, text: breakEvenSentence(one) }];
  });
  return { crossovers, wanted: wish.candidates, limit: leastRent(prices) };
}

/** Machines are rented whole: below this line the work fills less than what is paid for. */
function leastRent({ machines, leastMachines, hoursPerMonth }: Prices): ScalingMarks['limit'] {
  const [machine] = machines;
  if (machine === undefined) return undefined;
  const cost = leastMachines * machine.perHour * hoursPerMonth;
  return { cost, text: `rent of ${leastMachines === 1 ? 'one machine' : `${leastMachines} machines`}` };
}
