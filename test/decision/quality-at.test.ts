import { describe, expect, test } from 'vitest';
import type { CostModel, Pool } from '../../src/decision/cost-model.ts';
import { qualityRatios } from '../../src/decision/quality-at.ts';

/** Pools of 100, 400, 1,600 … candidates. */
const pools = (values: readonly number[], ratio: Pool['ratio'] = { value: 1, low: 0.9, high: 1.1 }): Pool[] =>
  values.map((value, i) => ({ candidates: 100 * 4 ** i, quality: { value }, ratio }));
const ratiosOf = (of: Readonly<Record<string, Pool[]>>, candidates: number) =>
  qualityRatios(
    { strategies: Object.entries(of).map(([id, measured]) => ({ id, pools: measured })) } as unknown as CostModel,
    candidates,
  );

test('in a measured pool the ratio is what was measured there, however the others scatter', () => {
  const steady = [0.9, 0.8, 0.7];
  for (const [i, value] of [0.5, 0.1, 0.4].entries()) {
    const scattered = ratiosOf({ scattered: pools([0.5, 0.1, 0.4]), steady: pools(steady) }, 100 * 4 ** i).get('scattered')!;
    const expected = value / steady[i]!;
    expect([scattered.value, scattered.low, scattered.high]).toBeAllClose([expected, 0.9 * expected, 1.1 * expected], 1e-12, 0);
  }
});

test('between two pools it lies between theirs, and beyond them each doubling costs the same share', () => {
  // Qualities that fall as powers of M: the ratio does too.
  const of = { best: pools([0.4, 0.2, 0.1]), other: pools([0.2, 0.05, 0.0125]) };
  const at = (candidates: number) => ratiosOf(of, candidates).get('other')!;
  expect(at(200).value).toBeCloseTo(0.5 / Math.SQRT2, 12);
  expect(at(50).value).toBeCloseTo(0.5 * Math.SQRT2, 12);
  expect(at(6_400).value).toBeCloseTo(0.5 / 8, 12);
  // Nothing scatters, so nothing is open but the pool's own interval.
  expect([at(6_400).low, at(6_400).high]).toBeAllClose([0.9 / 16, 1.1 / 16], 1e-9, 0);
});

describe('however little pools tell of what lies beyond them', () => {
  const wild = { scattered: pools([0.5, 0.01, 0.4]), steady: pools([0.9, 0.8, 0.7]), nothing: pools([0, 0.3, 0]) };

  test.each([10, 50, 1_600, 3_000, 16_000])('no ratio over %d candidates leaves what is possible, nor its own interval', (m) => {
    const ratios = ratiosOf(wild, m);
    expect(ratios.size).toBe(3);
    for (const { value, low, high } of ratios.values()) {
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
  });

  test('the interval widens with the distance, and less where more pools say the same', () => {
    const width = (values: readonly number[], candidates: number): number => {
      const { low, high } = ratiosOf({ own: pools(values), best: pools(values.map(() => 0.9)) }, candidates).get('own')!;
      return Math.log(high! / low!);
    };
    const three = [0.5, 0.46, 0.44];
    expect(width(three, 2_000)).toBeLessThan(width(three, 4_000));
    expect(width(three, 1_600)).toBeCloseTo(Math.log(1.1 / 0.9), 12);
    // The same scatter over six pools: t with four degrees of freedom in place of one.
    const six = [0.5, 0.46, 0.44, 0.41, 0.38, 0.36];
    const beyond = (values: readonly number[]): number => width(values, 4 * 100 * 4 ** (values.length - 1));
    expect(beyond(six)).toBeLessThan(beyond(three));
  });

  test('what makes a pool hard for both cancels: the best has no doubt beside itself', () => {
    const hard = [0.5, 0.1, 0.4];
    const { value, low, high } = ratiosOf({ own: pools(hard.map((one) => one / 2)), best: pools(hard) }, 16_000).get('own')!;
    expect([value, low, high]).toBeAllClose([0.5, 0.45, 0.55], 1e-9, 0);
    expect(ratiosOf({ best: pools(hard, { value: 1, low: 1, high: 1 }) }, 16_000).get('best')).toEqual({
      value: 1,
      low: 1,
      high: 1,
      basis: 'extrapolated',
    });
  });
});

test('where every strategy finds nothing there is no best to compare with', () => {
  expect(ratiosOf({ one: pools([0, 0, 0]), other: pools([0, 0, 0]) }, 1_600).size).toBe(0);
});

test('beyond the pools an approximate search is no better than the exact one over the same vectors, within them it is what was measured', () => {
  const measured = { exact: pools([0.4, 0.3, 0.2]), index: pools([0.4, 0.31, 0.22]), best: pools([0.8, 0.7, 0.6]) };
  const strategies = Object.entries(measured).map(([id, own]) => ({
    id,
    pools: own,
    ...(id === 'index' ? { approximates: 'exact' } : {}),
  }));
  const at = (candidates: number) => qualityRatios({ strategies } as unknown as CostModel, candidates);
  for (const candidates of [1_601, 5_000, 16_000]) {
    const [exact, index] = [at(candidates).get('exact')!, at(candidates).get('index')!];
    expect(index.value).toBe(exact.value);
    expect(index.high!).toBeLessThanOrEqual(exact.high!);
    expect(index.low!).toBeLessThanOrEqual(index.value);
  }
  expect(at(1_600).get('index')!.value).toBeCloseTo(0.22 / 0.6, 12);
});
