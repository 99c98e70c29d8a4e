import type { Strategy } from './cost-model.ts';
import type { GrownCost } from './growth.ts';
import { tailAt } from './tail-at.ts';

/** The most candidates over which a strategy answers 99 of 100 single queries within a time. */
export interface AffordableSize {
  /** 0 where it is not within it over any. */
  readonly candidates: number;
  /** Where the two ends of the interval of the p99 reach the time; left out where there is no interval, or one of them never does. */
  readonly low?: number;
  readonly high?: number;
  readonly basis: GrownCost['basis'];
}

/** No service searches more candidates. */
const most = 1e12;

/** `undefined` where p99 was not measured, or never reaches the time. */
export function affordableSize(strategy: Strategy, withinMs: number): AffordableSize | undefined {
  const candidates = lastWithin(withinMs, (size) => tailAt(strategy, size)?.value);
  if (candidates === undefined) return undefined;
  return {
    candidates,
    low: lastWithin(withinMs, (size) => tailAt(strategy, size)?.high),
    high: lastWithin(withinMs, (size) => tailAt(strategy, size)?.low),
    basis: tailAt(strategy, Math.max(1, candidates))!.basis,
  };
}

/** By bisection, since no latency falls as candidates are added. */
function lastWithin(limit: number, at: (candidates: number) => number | undefined): number | undefined {
  if ((at(1) ?? Number.NaN) > limit) return 0;
  if (!((at(most) ?? Number.NaN) > limit)) return undefined;
  let [within, beyond] = [1, most];
  while (beyond - within > Math.max(1, within * 1e-9)) {
    const middle = Math.floor(Math.sqrt(within * beyond));
    const next = middle > within && middle < beyond ? middle : Math.floor((within + beyond) / 2);
    if (at(next)! <= limit) within = next;
    else beyond = next;
  }
  return within;
}
