import { expect, test } from 'vitest';
import type { CostModel } from '../../src/decision/cost-model.ts';
import { fitGrowth } from '../../src/decision/growth.ts';
import type { RunRecord } from '../../src/record.ts';
import { strategySection } from '../../src/report/sections/strategy-section.ts';

const growth = (a: number, slope: number) =>
  fitGrowth(
    [100, 1000, 10_000, 30_000].map((size, i) => ({ size, cost: { value: (a + slope * size) * (1 + 0.01 * (-1) ** i) } })),
  );
const strategy = (model: string, scorer: string) => ({
  id: `${model} · ${scorer}`,
  words: `${model} · ${scorer}`,
  model,
  scorer,
  cores: 1,
  latencyMs: growth(1, 0.001),
  p99Ms: growth(1, 0.001),
  loads: [],
  refresh: {},
  pools: [],
});

test('says as a sentence at which M scoring every candidate by a network stops being affordable, and nothing of an index', () => {
  const model = {
    dataset: 'toys',
    direction: 'left-right',
    machine: { cpu: 'x', cores: 1, memoryBytes: 1e9 },
    strategies: [strategy('concat', 'exhaustive-factorised'), strategy('dual-cosine', 'exact')],
    doubts: [],
  } as unknown as CostModel;
  const lines = strategySection({ suite: { serving: { objectiveMs: 20 } } } as unknown as RunRecord, [model]);
  const said = lines.filter((line) => line.includes('stops being affordable'));
  expect(said).toEqual([
    expect.stringMatching(
      /^- concat on every candidate stops being affordable at M = [\d,]+ .*within 20 ms, .* within 100 ms, .* within 1 s at p99\.$/,
    ),
  ]);
});

test('of one measured size says on which side of it the most affordable candidates are, and that there are none where the fixed part alone takes longer', () => {
  // 30 ms over 1,000 candidates, of which 15 encode the query.
  const single = { ...strategy('tower', 'exact'), p99Ms: fitGrowth([{ size: 1000, cost: { value: 30 } }], 15) };
  const model = {
    dataset: 'toys',
    direction: 'left-right',
    machine: { cpu: 'x', cores: 1, memoryBytes: 1e9 },
    strategies: [{ ...single, latencyMs: single.p99Ms }],
    doubts: [],
  } as unknown as CostModel;
  const cellsWithin = (objectiveMs: number) => {
    const lines = strategySection({ suite: { serving: { objectiveMs } } } as unknown as RunRecord, [model]);
    const [head, row] = [lines.find((line) => line.startsWith('| model'))!, lines.find((line) => line.startsWith('| tower'))!];
    const column = head.split(' | ').findIndex((text) => text.startsWith('up to M within'));
    return row.split(' | ')[column];
  };
  expect(cellsWithin(10)).toBe('none');
  expect(cellsWithin(20)).toBe('< 1,000');
  // 15 + 15 · M / 1,000.
  expect(cellsWithin(60)).toBe('≥ 3,000');
});
