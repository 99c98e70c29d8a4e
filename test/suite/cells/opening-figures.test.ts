import { expect, test } from 'vitest';
import { keptIndexTable } from '../../../src/report/sections/kept-index-table.ts';
import { openingFigures, phaseFigures } from '../../../src/suite/cells/opening-figures.ts';
import type { PhaseCost } from '../../../src/types.ts';

const key = {
  model: 'fusion',
  scorer: 'network-graph first=usearch',
  dataset: 'toys',
  direction: 'left-right',
  leftCount: 4,
  rightCount: 9,
} as const;
const values = (figures: ReturnType<typeof openingFigures>) =>
  Object.fromEntries(figures.map(({ metric, value }) => [metric, value]));

const building: PhaseCost[] = [
  { phase: 'load', ms: 1, ofStage: true },
  { phase: 'encode candidates', ms: 2, bytes: 20, ofStage: true },
  { phase: 'build index', ms: 300, bytes: 1_000, ofStage: true },
  { phase: 'encode candidates', ms: 4, bytes: 40 },
  { phase: 'build index', ms: 50, bytes: 500 },
];
const loading = building.map((cost) =>
  cost.phase === 'build index' ? { ...cost, phase: 'load index', ms: cost.ms / 10 } : cost,
);

test('opening is told as sums over a scorer and what it is built upon, and an index of both apart', () => {
  expect(values(openingFigures(building, key))).toEqual({
    'open time': 357,
    'encode candidates': 6,
    'cache bytes': 60,
    'first stage cache bytes': 20,
    'build time': 350,
    'first stage build time': 300,
    'index bytes': 1_500,
  });
});

test('where only one of them has an index there is nothing to tell apart', () => {
  for (const ofStage of [true, false]) {
    const one = building.filter((cost) => cost.phase !== 'build index' || (cost.ofStage ?? false) === ofStage);
    expect(values(openingFigures(one, key))).toMatchObject({ 'build time': ofStage ? 300 : 50 });
    expect(values(openingFigures(one, key))).not.toHaveProperty('first stage build time');
  }
});

test('the table of kept indexes shows both indexes of a search by themselves, built and loaded', () => {
  const names = { metric: 'index load time', ofStage: 'first stage load time' };
  const figures = [...openingFigures(building, key), ...phaseFigures(loading, 'load index', names, key)];
  const row = keptIndexTable('toys', figures).at(-2);
  expect(row).toMatch(/| 50 ms and first stage 300 ms | 5 ms and first stage 30 ms |/);
});
