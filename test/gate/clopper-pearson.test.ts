import { expect, test } from 'vitest';
import { clopperPearson } from '../../bench/gate/clopper-pearson.mjs';

test('bounds of a share that never or always occurred follow from one power', () => {
  for (const n of [1, 20, 10_000]) {
    expect(clopperPearson(0, n).low).toBe(0);
    expect(clopperPearson(0, n).high).toBeCloseTo(1 - 0.05 ** (1 / n), 10);
    expect(clopperPearson(n, n).low).toBeCloseTo(0.05 ** (1 / n), 10);
    expect(clopperPearson(n, n).high).toBe(1);
  }
});

test('a share at its bound leaves the tail that was asked for', () => {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  const upTo = (k: number, n: number, q: number) =>
    Array.from({ length: k + 1 }, (_, i) => choose(n, i) * q ** i * (1 - q) ** (n - i)).reduce((sum, mass) => sum + mass, 0);
  const { low, high } = clopperPearson(7, 25, 0.975);
  expect(upTo(7, 25, high)).toBeCloseTo(0.025, 10);
  expect(1 - upTo(6, 25, low)).toBeCloseTo(0.025, 10);
});
