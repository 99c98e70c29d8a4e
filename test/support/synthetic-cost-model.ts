import type { CostModel, Strategy } from '../../src/decision/cost-model.ts';
import { fitGrowth } from '../../src/decision/growth.ts';
import type { Prices } from '../../src/decision/wish.ts';

/** Sizes at which the synthetic strategies were measured. */
export const sizes = [1000, 3000, 10_000, 30_000, 100_000] as const;

export interface SyntheticStrategy {
  readonly id: string;
  /** Milliseconds: offset and slope of the mean latency over M. */
  readonly line: readonly [number, number];
  /** p99 / mean; default 2. */
  readonly tail?: number;
  /** Quality over the pools of 1,000, 4,000 and 16,000 candidates. */
  readonly quality?: readonly [number, number, number];
  /** Half the relative interval of the ratio. */
  readonly spread?: number;
  /** Relative scatter of the measured times. */
  readonly scatter?: number;
}

export const syntheticStrategy = (
  { id, line: [offset, slope], tail = 2, quality, spread, scatter = 0 }: SyntheticStrategy,
  changes: Partial<Strategy> = {},
): Strategy => {
  const growth = (factor: number) =>
    fitGrowth(
      sizes.map((size, i) => ({
        size,
        cost: { value: factor * (offset + slope * size) * (1 + (i % 2 ? scatter : -scatter)) },
      })),
    );
  return {
    id,
    words: id,
    model: id,
    scorer: 'made up',
    cores: 1,
    latencyMs: growth(1),
    p99Ms: growth(tail),
    loads: [],
    bytesPerItem: 1000,
    refresh: { backboneMs: 10, encodeMs: 1, buildMs: 0 },
    pools: (quality ?? []).map((value, i) => ({
      candidates: 1000 * 4 ** i,
      quality: { value },
      ratio: spread === undefined ? undefined : { value: 1, low: 1 - spread, high: 1 + spread },
    })),
    ...changes,
  };
};

export const syntheticModel = (strategies: readonly Strategy[]): CostModel => ({
  dataset: 'toys',
  direction: 'left-right',
  qualityMetric: 'nDCG@10',
  machine: { cpu: 'An Abacus', cores: 1, memoryBytes: 2 ** 33 },
  strategies,
  doubts: [],
});

/** One machine like that of the model, at a currency unit an hour; nothing about it is in doubt. */
export const certainPrices: Prices = {
  date: '2026-01-31',
  currency: 'EUR',
  machines: [{ name: 'abacus', cores: 1, memoryBytes: 2 ** 33, perHour: 1 }],
  utilisation: { value: 0.5, low: 0.5, high: 0.5 },
  coreScaling: { value: 1, low: 1, high: 1 },
  memoryShare: 1,
  leastMachines: 1,
  hoursPerMonth: 730,
};

/** Cheap and weak, dear and strong: the usual two. */
export const tower = syntheticStrategy({ id: 'tower', line: [0.2, 1e-4], quality: [0.5, 0.4, 0.3] });
export const fusion = syntheticStrategy({ id: 'fusion', line: [1, 2e-3], quality: [0.6, 0.5, 0.4] });
/** Slow to start, hardly slower with more candidates. */
export const graph = syntheticStrategy({ id: 'graph', line: [3, 1e-6], quality: [0.49, 0.39, 0.29] });
