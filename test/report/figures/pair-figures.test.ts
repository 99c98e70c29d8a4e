import { expect, test } from 'vitest';
import type { CellRecord, RunRecord, SampleSeries } from '../../../src/record.ts';
import { find, select } from '../../../src/report/figures/figure-lookup.ts';
import { pairFigures } from '../../../src/report/figures/pair-figures.ts';
import { pairSection } from '../../../src/report/sections/pair-section.ts';
import type { Direction } from '../../../src/types.ts';

interface Counts {
  readonly passed: number;
  readonly hits: number;
}

/** A filter cell whose families have ten pairs each, two of them right. */
function filterCell(model: string, seed: number, counts: readonly Counts[], firstFamily = 0, averagePrecision = 0.5): CellRecord {
  const key = { model, dataset: 'toys', split: `fold-${seed}`, seed, device: 'cpu', leftCount: 20, rightCount: 30 } as const;
  const series = (name: string, values: readonly number[], direction?: Direction): SampleSeries => ({
    name,
    unit: 'pairs',
    key: direction === undefined ? key : { ...key, direction },
    values,
  });
  const families = counts.map((_, i) => firstFamily + i);
  return {
    id: `toys/fold-${seed}/${model}/seed-${seed}/filter`,
    kind: 'filter',
    key: { dataset: 'toys', split: `fold-${seed}`, model, seed },
    status: 'done',
    figures: [{ ...key, metric: 'pair AP (1:10)', unit: 'fraction', value: averagePrecision }],
    samples: [
      series('pair family by family (all)', families),
      series(
        'pair pairs by family (all)',
        counts.map(() => 10),
      ),
      series(
        'pair right by family (all)',
        counts.map(() => 2),
      ),
      series(
        'pair passed by family (all)',
        counts.map(({ passed }) => passed),
      ),
      series(
        'pair hits by family (all)',
        counts.map(({ hits }) => hits),
      ),
      series(
        'pair squaredError by family (all)',
        counts.map(() => 1),
      ),
      series(
        'no-answer best score',
        families.flatMap((family) => [family, family + 0.5]),
        'left-right',
      ),
      series(
        'no-answer answerable',
        families.flatMap(() => [0, 1]),
        'left-right',
      ),
      series(
        'no-answer family',
        families.flatMap((family) => [family, family]),
        'left-right',
      ),
    ],
    files: [],
    fingerprint: '',
    warnings: [],
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:01Z',
  };
}

const even = (families: number, passed: number, hits: number): Counts[] => new Array(families).fill({ passed, hits });
const overall = (cells: readonly CellRecord[], metric: string, model = 'tower') =>
  find(pairFigures(cells), { metric, model, seed: 'all' });

test('rates are ratios of sums over families, not means of ratios', () => {
  const cells = [
    filterCell('tower', 0, [
      { passed: 9, hits: 1 },
      { passed: 1, hits: 1 },
    ]),
  ];
  expect(overall(cells, 'pair precision (all)')!.value).toBeCloseTo(2 / 10, 12);
  expect(overall(cells, 'pair F1 (all)')!.value).toBeCloseTo((2 * 2) / (10 + 4), 12);
  expect(overall(cells, 'pair Brier skill (all)')!.value).toBeCloseTo(1 - 0.1 / 0.16, 12);
});

test('families that are all alike leave no doubt, others do; the number of families stands beside it', () => {
  const sure = overall([filterCell('tower', 0, even(8, 4, 1))], 'pair precision (all)')!;
  expect([sure.value, sure.ciLow, sure.ciHigh, sure.samples]).toEqual([0.25, 0.25, 0.25, 8]);
  const mixed = [...even(4, 4, 2), ...even(4, 4, 0)];
  const doubtful = overall([filterCell('tower', 0, mixed)], 'pair precision (all)')!;
  expect(doubtful.ciLow!).toBeLessThan(0.15);
  expect(doubtful.ciHigh!).toBeGreaterThan(0.35);
});

test('seeds are averaged, each fold counting alike, over the seeds that every model finished', () => {
  const cells = [
    filterCell('tower', 0, even(4, 4, 1)),
    filterCell('tower', 1, even(6, 4, 2), 100, 0.7),
    filterCell('tower', 2, even(6, 4, 0), 200),
    filterCell('fusion', 0, even(4, 4, 2)),
    filterCell('fusion', 1, even(6, 4, 2), 100),
  ];
  const precision = overall(cells, 'pair precision (all)')!;
  expect([precision.value, precision.samples]).toEqual([0.375, 10]);
  const averagePrecision = overall(cells, 'pair AP (1:10)')!;
  expect(averagePrecision.value).toBeCloseTo(0.6, 12);
  expect(averagePrecision.samples).toBe(2);
  expect(averagePrecision.ciLow!).toBeLessThan(0.5);
  expect(select(pairFigures(cells), { metric: 'pair AP (1:10)', model: 'tower' }).map(({ seed }) => seed)).toEqual([
    0,
    1,
    2,
    'all',
  ]);
});

test('an arm that lacks a seed takes it from no model, and has no mean over seeds', () => {
  const cells = [
    filterCell('fusion@triplet', 0, even(4, 4, 1)),
    filterCell('tower', 0, even(4, 4, 1)),
    filterCell('tower', 1, even(4, 4, 2), 100),
    filterCell('fusion', 0, even(4, 4, 2)),
    filterCell('fusion', 1, even(4, 4, 2), 100),
  ];
  expect(overall(cells, 'pair precision (all)')!.value).toBeCloseTo(0.375, 12);
  expect(overall(cells, 'pair precision (all)', 'fusion')!.value).toBeCloseTo(0.5, 12);
  expect(select(pairFigures(cells), { model: 'fusion@triplet' }).map(({ seed }) => seed)).toEqual([0]);
});

test('a rate that one seed lacks has no mean, and scopes that were not judged have no figure', () => {
  const cells = [filterCell('tower', 0, even(4, 4, 1)), filterCell('tower', 1, even(4, 0, 0), 100)];
  expect(overall(cells, 'pair precision (all)')).toBeUndefined();
  expect(overall(cells, 'pair recall (all)')!.value).toBeCloseTo(0.25, 12);
  expect(overall(cells, 'pair F1 (1:10)')).toBeUndefined();
  expect(pairFigures([{ ...cells[0]!, status: 'failed' }])).toEqual([]);
});

test('detection is over the queries of a direction, resampled by family', () => {
  // Best scores 0 | 0.5, 1 | 1.5, …: of pairs with an answer and without, (i + 0.5 > j) for j ≤ i.
  const found = overall([filterCell('tower', 0, even(4, 4, 1))], 'no-answer AUROC')!;
  expect(found.direction).toBe('left-right');
  expect(found.value).toBeCloseTo((1 + 2 + 3 + 4) / 16, 12);
  expect(found.samples).toBe(4);
  // With family i drawn tᵢ times it is ½ + Σ tᵢ² / 32: least when each comes once.
  expect(found.ciLow!).toBeCloseTo(0.625, 12);
  expect(found.ciHigh!).toBeGreaterThan(0.75);
});

test('the section has one line a model, with the quickest measured speed, and is absent without pairs', () => {
  const record = { datasets: [{ name: 'toys', version: '1', hash: 'f00d' }], models: [] } as unknown as RunRecord;
  const speed = (scorer: string, value: number) => ({
    dataset: 'toys',
    model: 'tower',
    scorer,
    metric: 'pair throughput',
    unit: 'pairs/s',
    value,
  });
  const figures = [...pairFigures([filterCell('tower', 0, even(4, 4, 1)), filterCell('a|b', 0, even(4, 4, 2))])];
  const lines = pairSection(record, [...figures, speed('exact', 2e6), speed('exhaustive-naive', 5_000)]);
  const table = lines.filter((line) => line.startsWith('|'));
  expect(table).toHaveLength(4);
  expect(table[0]).toContain('F1, all pairs');
  expect(table.find((line) => line.includes('tower'))).toContain('2 million (exact)');
  expect(table.some((line) => line.includes('a\\|b'))).toBe(true);
  expect(pairSection(record, [speed('exact', 1)])).toEqual([]);
});
