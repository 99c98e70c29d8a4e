import { type Evidence, type Judged, judge } from '../../src/gate/judge.ts';
import { type GateResult, overall, sorted } from '../../src/gate/result.ts';

/** What 40 pairs say of one metric: so much harm, and half a percent to either side. */
export const evidence = (name: string, harm: number, changes: Partial<Evidence> = {}): Evidence => ({
  name,
  unit: '%',
  rule: { level: 'error', tolerance: 2 },
  base: 1,
  head: 1 + harm / 100,
  samples: 40,
  samplesAre: 'pairs',
  equal: false,
  harm,
  interval: { low: harm - 0.5, high: harm + 0.5, level: 0.95 },
  p: harm > 2 ? 1e-6 : 1,
  finds: () => 2.5,
  trend: 0.8,
  ...changes,
});

export function gateResult(given: readonly Evidence[], changes: Partial<GateResult> = {}): GateResult {
  const metrics: readonly Judged[] = sorted(judge(given));
  return {
    format: 'matchbench-gate',
    formatVersion: 1,
    mode: 'live',
    verdict: overall(metrics),
    base: 'main',
    head: 'HEAD',
    machine: '0123456789abcdef',
    suite: 'ci',
    pairs: 40,
    seed: 7,
    plant: {},
    metrics,
    notes: ['only head has <the metric> x'],
    rounds: [{ first: ['base'], base: [{ a: 1 }], head: [{ a: 2 }] }],
    ...changes,
  };
}

/** As `matchbench gate --json` prints it. */
export const gateText = (given: readonly Evidence[], changes: Partial<GateResult> = {}): string =>
  `${JSON.stringify(gateResult(given, changes), null, 2)}\n`;
