import type { Strategy } from './cost-model.ts';
import { costAt, type GrownCost, measuredSizes, stretched } from './growth.ts';

/**
 * The 99th percentile of one query's latency at M candidates. Where it was measured up to fewer of them than the mean was, it is taken to keep its ratio to the
 * mean beyond, but for what M does not touch of either; its low end keeps the difference. `undefined` where it was measured nowhere.
 */
export function tailAt({ latencyMs, p99Ms }: Strategy, candidates: number): GrownCost | undefined {
  if (p99Ms === undefined) return undefined;
  const { largest } = measuredSizes(p99Ms);
  if (latencyMs === undefined || candidates <= largest || measuredSizes(latencyMs).largest <= largest)
    return costAt(p99Ms, candidates);
  const [tail, mean, there] = [costAt(p99Ms, largest), costAt(latencyMs, largest), costAt(latencyMs, candidates)];
  const { fixed = 0 } = latencyMs;
  const shifted = tail.value + there.value - mean.value;
  const value = mean.value > fixed ? stretched(tail.value, (there.value - fixed) / (mean.value - fixed), p99Ms.fixed) : shifted;
  return { value, low: Math.min(value, shifted), high: Math.max(value, shifted), basis: 'extrapolated' };
}
