import { bySeverity, type Judged, type Verdict } from './judge.ts';
import type { Plant } from './protocol.ts';

export interface GateResult {
  readonly format: 'matchbench-gate';
  readonly formatVersion: 1;
  readonly mode: 'live' | 'records';
  readonly verdict: Verdict;
  readonly base: string;
  readonly head: string;
  /** Machine id of the speeds. */
  readonly machine: string;
  readonly suite: string;
  readonly pairs: number;
  readonly seed: number;
  readonly plant: Plant;
  /** Worst first. */
  readonly metrics: readonly Judged[];
  /** What a reader has to know beside the metrics. */
  readonly notes: readonly string[];
  /** Values of every process in the order taken, by side and metric: what the speeds were judged from. */
  readonly rounds: readonly {
    readonly first: readonly ('base' | 'head')[];
    readonly base: readonly Readonly<Record<string, number>>[];
    readonly head: readonly Readonly<Record<string, number>>[];
  }[];
}

/** One verdict over accuracy and speed: the worst of the metrics that can fail the gate. Nothing to judge is no pass. */
export function overall(metrics: readonly Judged[]): Verdict {
  const gated = metrics.filter(({ rule }) => rule.level === 'error').map(({ verdict }) => verdict);
  if (gated.includes('fail')) return 'fail';
  return gated.length === 0 || gated.includes('inconclusive') ? 'inconclusive' : 'pass';
}

/** The first round, where what failed in it and was measured in a second one is no longer a fail unless it failed there too. */
export function confirmed(first: readonly Judged[], doubted: readonly string[], second: readonly Judged[]): Judged[] {
  return first.map((metric) => {
    if (!doubted.includes(metric.name)) return metric;
    const again = second.find(({ name }) => name === metric.name);
    if (again?.verdict === 'fail') return { ...metric, reason: `${metric.reason}, in both rounds` };
    const said =
      again === undefined
        ? 'the second round does not measure it'
        : `the second round says ${again.verdict} at ${again.harm.toFixed(2)} ${again.unit}`;
    return { ...metric, verdict: 'inconclusive', reason: `${metric.reason} in the first round, not confirmed: ${said}` };
  });
}

export const exitCodeOf = (verdict: Verdict, inconclusive: 'tell' | 'pass' | 'fail'): number => {
  if (verdict === 'inconclusive') return { tell: 2, pass: 0, fail: 1 }[inconclusive];
  return verdict === 'pass' ? 0 : 1;
};

export const sorted = (metrics: readonly Judged[]): Judged[] => [...metrics].sort(bySeverity);
