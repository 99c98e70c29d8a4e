import type { Contender, Difference, Evidence } from '../../src/decision/evidence.ts';
import { fitScaling } from '../../src/statistics/scaling.ts';

/** A difference whose intervals, over families and over seeds, reach `half` to either side. */
export const difference = (direction: string, value: number, half = 0.01, p = 0.001): Difference => ({
  direction,
  value,
  low: value - half,
  high: value + half,
  overSeeds: { low: value - half, high: value + half },
  p,
  detectable: 0.014,
  seedsAgreeing: 4,
});

export const contender = (model: string, leftRight: number, rightLeft: number, half = 0.01, p = 0.001): Contender => ({
  model,
  seeds: 5,
  differences: [difference('left→right', leftRight, half, p), difference('right→left', rightLeft, half, p)],
});

export const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  dataset: 'toys',
  metric: 'MRR',
  baseline: { model: 'tower', family: 'dual tower', measured: true },
  otherFamily: 'early fusion',
  contenders: [contender('concat', 0.02, 0.03)],
  siblings: [],
  units: 1640,
  claim: true,
  passes: [
    {
      model: 'concat',
      scorer: 'exhaustive-factorised',
      fit: fitScaling([1e4, 1e5, 1e6].map((size) => ({ size, cost: 1e-6 * size }))),
    },
  ],
  queries: [{ model: 'tower', scorer: 'exact', candidates: 2000, p50Ms: 0.5, p99Ms: 2 }],
  ...changes,
});
