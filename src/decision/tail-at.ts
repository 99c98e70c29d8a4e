import type { Strategy } from './cost-model.ts';
import { costAt, type GrownCost, measuredSizes, stretched } from './growth.ts';

/**
 * The 99th percentile of one query's latency at M candidates. Where it was measured up to fewer of them than the mean was, it is taken to keep its ratio to the
 * mean beyond, but for what M does not touch of either. The low end of its interval keeps the difference instead; both ends take the p99 there and the mean here at
 * that end of their own intervals, the mean here no lower than that there. `undefined` where it was measured nowhere.
 */
export function tailAt({ latencyMs, p99Ms }: Strategy, candidates: number): GrownCost | undefined {
  if (p99Ms === undefined) return undefined;
  const { largest } = measuredSizes(p99Ms);
  if (latencyMs === undefined || candidates <= largest || measuredSizes(latencyMs).largest <= largest)
    return costAt(p99Ms, candidates);
  const [tail, mean, there] = [costAt(p99Ms, largest), costAt(latencyMs, largest), costAt(latencyMs, candidates)];
  const { fixed = 0 } = latencyMs;
  const shifted = (p99: number, ms: number): number => p99 + ms - mean.value;
  const inRatio = (p99: number, ms: number): number =>
    mean.value > fixed ? stretched(p99, (ms - fixed) / (mean.value - fixed), p99Ms.fixed) : shifted(p99, ms);
  const value = inRatio(tail.value, there.value);
  const least = [tail.low ?? tail.value, Math.max(mean.value, there.low ?? there.value)] as const;
  const most = [tail.high ?? tail.value, there.high ?? there.value] as const;
  return {
    value,
    low: Math.min(value, shifted(...least), inRatio(...least)),
    high: Math.max(value, shifted(...most), inRatio(...most)),
    basis: 'extrapolated',
  };
}
