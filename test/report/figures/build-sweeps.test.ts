import { expect, test } from 'vitest';
import type { CellRecord, Figure } from '../../../src/record.ts';
import { buildSweeps } from '../../../src/report/figures/build-sweeps.ts';
import { buildSweepTables } from '../../../src/report/sections/build-sweep-table.ts';
import { emptyCell } from '../../support/synthetic-record.ts';

const about = { model: 'tower', dataset: 'toys', split: 'a', seed: 0 } as const;

/** An index with so many neighbours, by the cell that built it. */
const builder = (neighbours: number): CellRecord => ({
  ...emptyCell,
  id: `build-${neighbours}`,
  kind: 'build',
  key: { ...about, scorer: 'usearch' },
  details: { built: { 'test.left-right': { ms: neighbours, bytes: 1, settings: { neighbours, efConstruction: 100 } } } },
});

/** A search of it: 1 of 100 more is found by more neighbours, 10 more by a wider search, and 20 fewer of more candidates. */
function searched(neighbours: number, efSearch: number): { readonly cell: CellRecord; readonly figures: readonly Figure[] } {
  const scorer = `usearch neighbours=${neighbours} efSearch=${efSearch}`;
  const key = { ...about, scorer, device: 'cpu', direction: 'left-right', leftCount: 5, rightCount: 100 } as const;
  const figure = (metric: string, unit: string, value: number): Figure => ({ ...key, metric, unit, value });
  const recall = 0.5 + neighbours / 100 + efSearch / 640;
  return {
    cell: {
      ...emptyCell,
      id: scorer,
      kind: 'latency',
      key: { ...about, scorer },
      details: { builtBy: `build-${neighbours}`, settings: { 'left-right': { neighbours, efConstruction: 100, efSearch } } },
    },
    figures: [
      figure('build time', 'ms', neighbours),
      figure('index bytes', 'bytes', 1024 * neighbours),
      figure('network recall@10', 'fraction', recall),
      { ...figure('network recall@10', 'fraction', recall - 0.2), rightCount: 900 },
      figure('search p50', 'ms', efSearch),
    ],
  };
}
const all = [searched(16, 64), searched(8, 64), searched(8, 16)];
const cells = [builder(16), builder(8), ...all.map(({ cell }) => cell)];
const figures = all.flatMap((one) => one.figures);

test('an index is a row by what it was built with, and settings of the search are columns', () => {
  const [sweep, ...others] = buildSweeps(cells, figures);
  expect(others).toEqual([]);
  expect(sweep).toMatchObject({
    kind: 'usearch',
    candidates: 100,
    most: 900,
    knobs: ['neighbours', 'efConstruction'],
    searches: [{ efSearch: 16 }, { efSearch: 64 }],
  });
  const rows = sweep!.builds.map(({ settings, build, found }) => [
    settings.neighbours,
    build?.value,
    ...found.map((one) => one?.recall?.value),
  ]);
  expect(rows).toEqual([
    [8, 8, expect.closeTo(0.605, 9), expect.closeTo(0.68, 9)],
    [16, 16, undefined, expect.closeTo(0.76, 9)],
  ]);
  const text = buildSweepTables(cells, figures).join('\n');
  expect(text).toContain('usearch over tower, left→right, 100 candidates; recall over 900 too:');
  expect(text).toContain('| 16 | 100 | 16 ms | 16 KiB |  |  |  | 76.0 | 56.0 | 64 ms |');
});

test('an index that was built in one way alone is no sweep', () => {
  expect(
    buildSweeps(
      cells.filter(({ id }) => !id.includes('16')),
      figures,
    ),
  ).toEqual([]);
});
