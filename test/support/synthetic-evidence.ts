import type { Comparison, Evidence, Representative } from '../../src/decision/evidence.ts';
import { fitScaling } from '../../src/statistics/scaling.ts';

/** A difference in both directions alike, whose intervals, over families and over seeds, reach `half` to either side. */
export const comparison = (value: number, half = 0.01, p = 0.001, changes: Partial<Comparison> = {}): Comparison => {
  const interval = { low: value - half, high: value + half };
  return {
    seeds: 5,
    both: { value, ...interval, overSeeds: interval, p, detectable: 0.014 },
    directions: ['left→right', 'right→left'].map((direction) => ({ direction, value, ...interval })),
    ...changes,
  };
};

export const tower: Representative = { model: 'tower', family: 'dual tower', of: 3, validation: 0.432 };
export const concat: Representative = { model: 'concat', family: 'early fusion', of: 1, validation: 0.4 };

export const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  dataset: 'toys',
  metric: 'MRR',
  baseline: { model: 'tower', family: 'dual tower', measured: true },
  otherFamily: 'early fusion',
  tests: 1,
  ours: tower,
  theirs: concat,
  comparison: comparison(0.02),
  others: [],
  units: 1640,
  claim: true,
  passes: [
    {
      model: 'concat',
      scorer: 'exhaustive-factorised',
      fit: fitScaling([1e4, 1e5, 1e6].map((size) => ({ size, cost: 1e-6 * size }))),
    },
  ],
  queries: [{ model: 'tower', scorer: 'exact', direction: 'left→right', candidates: 2000, p50Ms: 0.5, p99Ms: 2 }],
  ...changes,
});
