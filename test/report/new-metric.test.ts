import { readFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { evaluateScores } from '../../src/metrics/evaluate.ts';
import type { Metric } from '../../src/metrics/metric.ts';
import { metricNames } from '../../src/report/figures/metric-names.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { randomProblem } from '../support/ranking-reference.ts';
import { syntheticAccuracy, syntheticCosts, writeSyntheticRun } from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Nothing but two rows in a table each: whatever else a metric needed would be missing here. */
vi.mock('../../src/metrics/metrics.ts', async (original) => {
  const module = await original<typeof import('../../src/metrics/metrics.ts')>();
  const halfRank: Metric = {
    unit: 'fraction',
    better: 'higher',
    over: 'query',
    average: 'mean',
    score: (ranks) => 1 / (1 + ranks[0]!),
    summary: 'a metric that this test made up',
    alsoIn: ['spread', 'differences'],
  };
  const worst: Metric = {
    ...halfRank,
    unit: 'rank',
    average: 'median',
    score: (ranks: ArrayLike<number>) => ranks[ranks.length - 1]!,
  };
  return { ...module, metrics: { ...module.metrics, 'half-rank': halfRank, 'worst rank': worst } };
});
vi.mock('../../src/report/costs/cost-metrics.ts', async (original) => {
  const module = await original<typeof import('../../src/report/costs/cost-metrics.ts')>();
  const energy = {
    unit: 'J',
    better: 'lower',
    from: 'figure',
    summary: 'a cost that this test made up',
    columns: [{ table: 'training', head: 'energy' }],
  };
  return { ...module, costMetrics: { ...module.costMetrics, 'training energy': energy } };
});

test('a row in the table of metrics is all that a new metric takes: it is computed, kept, resampled, printed and published', async () => {
  const { scores, relevance } = randomProblem(1, 6, 6);
  const units = { left: new Int32Array(6), right: new Int32Array(6) };
  const { perQuery, averages } = evaluateScores(scores, relevance, units)['left-right'] as unknown as {
    perQuery: Readonly<Record<string, Float32Array>>;
    averages: Readonly<Record<string, number>>;
  };
  expect(Array.from(perQuery['half-rank']!)).toEqual(Array.from(perQuery.medR!, (rank) => Math.fround(1 / (1 + rank))));
  expect(averages['worst rank']).toBeGreaterThanOrEqual(1);

  const dir = await temporaryFolder();
  const key = { model: 'tower', dataset: 'toys', split: 'fold-0', seed: 0 };
  const energy = { ...key, metric: 'training energy', unit: 'J', value: 1234 };
  await writeSyntheticRun(dir, {
    accuracy: syntheticAccuracy(3, 4),
    extraArrays: { 'half-rank': (rank) => 1 / (1 + rank), 'worst rank': (rank) => 2 * rank },
    cells: [...syntheticCosts, { id: 'toys/energy', kind: 'train', key, figures: [energy] }],
  });
  const { csv, markdown } = await writeReport(dir);
  const [rows, report] = [await readFile(csv, 'utf8'), await readFile(markdown, 'utf8')];
  expect(report).toMatch(/\| model \| cached \| direction .*\| mAP \| half-rank \| worst rank \|/);
  expect(report).toMatch(/\| tower \| 95\.0 \| left→right .*\| 33\.3 \[33\.3, 33\.3\] \| 4 \[4, 4\] \|/);
  expect(report).toContain('| half-rank, interval over seeds | half-rank, families alike |');
  expect(report).toMatch(/\| fusion \| left→right \| .*\| −13\.3 \[−13\.3, −13\.3\] \|/);
  expect(report).toMatch(/\| data set \| model .*\| energy \|/);
  expect(report).toMatch(/\| toys \| tower .*\| 1,234 \|/);
  const names = new Set(
    rows
      .split('\n')
      .slice(1, -1)
      .map((row) => row.split(',')[9]!),
  );
  for (const name of ['half-rank over families', 'half-rank difference', 'worst rank over seeds', 'training energy']) {
    expect([...names]).toContain(name);
  }
  const published = new Set([...metricNames(), 'index recall@10']);
  expect([...names].filter((name) => !published.has(name))).toEqual([]);
});
