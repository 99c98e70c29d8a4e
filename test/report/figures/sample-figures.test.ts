import { expect, test } from 'vitest';
import type { SampleSeries } from '../../../src/record.ts';
import { find } from '../../../src/report/figures/figure-lookup.ts';
import { sampleFigures } from '../../../src/report/figures/sample-figures.ts';

const series = (count: number, name = 'end to end', unit = 'ms'): SampleSeries => ({
  name,
  unit,
  key: { model: 'tower', scorer: 'exact' },
  values: Array.from({ length: count }, (_, i) => 1 + i),
});

test('a percentile is stated only with samples enough for it', () => {
  const stated = (count: number) => sampleFigures(series(count)).flatMap(({ metric }) => (metric.includes(' p') ? [metric] : []));
  expect(stated(10)).toEqual([]);
  expect(stated(63)).toEqual(['end to end p50']);
  expect(stated(64)).toEqual(['end to end p50', 'end to end p90']);
  expect(stated(661)).toEqual(['end to end p50', 'end to end p90', 'end to end p95']);
  expect(stated(662)).toEqual(['end to end p50', 'end to end p90', 'end to end p95', 'end to end p99']);
});

test('percentiles, mean and throughput of 1 … 101 ms', () => {
  const figures = sampleFigures(series(101));
  expect(find(figures, { metric: 'end to end p50' })).toMatchObject({ value: 51, samples: 101, model: 'tower', scorer: 'exact' });
  expect(find(figures, { metric: 'end to end mean' })?.value).toBe(51);
  const { value, ciLow, ciHigh } = find(figures, { metric: 'throughput' })!;
  expect(value).toBeCloseTo(1000 / 51, 12);
  expect(ciLow).toBeLessThan(value);
  expect(ciHigh).toBeGreaterThan(value);
});

test('throughput is that of whole queries only, not of their parts', () => {
  expect(find(sampleFigures(series(100, 'search')), { metric: 'throughput' })).toBeUndefined();
});

test('a pass has few samples and gives its median', () => {
  expect(sampleFigures(series(3, 'full pass', 's'))).toEqual([
    { model: 'tower', scorer: 'exact', metric: 'full pass', unit: 's', value: 2, samples: 3 },
  ]);
});

test('nothing measured gives no figure', () => {
  expect(sampleFigures(series(0))).toEqual([]);
});
