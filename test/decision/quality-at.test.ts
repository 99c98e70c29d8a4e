import { expect, test } from 'vitest';
import type { CostModel, Pool } from '../../src/decision/cost-model.ts';
import { qualityRatios } from '../../src/decision/quality-at.ts';

test('however little three pools on no line tell, a quality is not said to be below 0 or above 1', () => {
  const pools = (...values: number[]): Pool[] =>
    values.map((value, i) => ({
      candidates: 100 * 4 ** i,
      quality: { value },
      ratio: { value: 1, low: 0.9, high: 1.1 },
    }));
  const strategies = [
    { id: 'scattered', pools: pools(0.5, 0.1, 0.4) },
    { id: 'steady', pools: pools(0.9, 0.8, 0.7) },
  ];
  const ratios = qualityRatios({ strategies } as unknown as CostModel, 1600);
  const best = 0.7;
  expect(ratios.get('steady')!.value).toBeCloseTo(1, 12);
  expect(ratios.get('scattered')!.low).toBe(0);
  expect(ratios.get('scattered')!.high).toBeCloseTo(1 / best, 12);
  expect(ratios.get('steady')!.low).toBeCloseTo(0.9, 12);
});
