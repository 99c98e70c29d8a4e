import { expect, test } from 'vitest';
import { passFitFigures, passFits } from '../../../src/report/costs/pass-fits.ts';
import { find, select } from '../../../src/report/figures/figure-lookup.ts';
import { readRecord } from '../../../src/report/record/read-record.ts';
import { type SyntheticCell, writeSyntheticRun } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const scale = (scorer: string, sides: readonly number[], secondsOf: (pairs: number) => number): SyntheticCell => ({
  id: `scale/${scorer}`,
  kind: 'scale',
  samples: sides.flatMap((side) =>
    ['full pass', 'pair pass'].map((name) => ({
      name,
      unit: 's',
      key: { dataset: 'toys', model: 'fusion', scorer, seed: 0, leftCount: side, rightCount: 2 * side },
      values: [1, 3, 1].map((factor) => factor * (secondsOf(2 * side * side) + (name === 'full pass' ? side : 0))),
    })),
  ),
});

async function fitsOf(cells: readonly SyntheticCell[]) {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, { cells });
  return passFits((await readRecord(dir)).cells);
}

test('the line goes through the medians of the pair pass over N × M, one a scorer; the full pass stands beside it', async () => {
  const fits = await fitsOf([
    scale('exhaustive-naive', [10, 100, 1000], (pairs) => 0.5 + 2e-5 * pairs),
    scale('exhaustive-factorised', [10, 100, 1000], (pairs) => 1e-6 * pairs),
  ]);
  expect(fits.map(({ scorer, full }) => [scorer, full.map(({ pairs }) => pairs)])).toEqual([
    ['exhaustive-naive', [200, 20_000, 2_000_000]],
    ['exhaustive-factorised', [200, 20_000, 2_000_000]],
  ]);
  expect(fits[0]!.full[0]!.seconds).toBeCloseTo(10 + 0.5 + 2e-5 * 200, 9);
  const [offset, slope] = fits[0]!.fit.coefficients;
  expect(offset).toBeCloseTo(0.5, 9);
  expect(slope).toBeCloseTo(2e-5, 12);
  expect(find(passFitFigures(fits[0]!), { metric: 'pair throughput' })!.value).toBeCloseTo(50_000, 0);
});

test('its figures are the coefficients, predictions beyond the data, and what budgets pay for', async () => {
  const [fit] = await fitsOf([scale('exhaustive-naive', [10, 100, 1000], (pairs) => 0.5 + 2e-5 * pairs)]);
  const figures = passFitFigures(fit!);
  expect(find(figures, { metric: 'pair pass fit slope' })).toMatchObject({
    unit: 's/pair',
    samples: 3,
    scorer: 'exhaustive-naive',
  });
  expect(find(figures, { metric: 'pair pass extrapolated', leftCount: 10_000 })?.value).toBeCloseTo(0.5 + 2e-5 * 1e8, 6);
  expect(select(figures, { metric: 'pair pass extrapolated' }).map(({ rightCount }) => rightCount)).toEqual([
    10_000, 100_000, 1_000_000,
  ]);
  expect(find(figures, { metric: 'pairs within 1 s' })?.value).toBeCloseTo(25_000, -1);
  expect(find(figures, { metric: 'pairs within 60 s (extrapolated)' })?.value).toBeCloseTo(2_975_000, -1);
});

test('the largest size is held out once, and how far the others miss it is told with its sign', async () => {
  const [fit] = await fitsOf([scale('exhaustive-naive', [10, 100, 1000], (pairs) => (pairs > 1e6 ? 2e-5 : 1e-5) * pairs)]);
  expect(fit!.predictionError).toBeCloseTo(-0.5, 6);
  expect(find(passFitFigures(fit!), { metric: 'pair pass prediction error' })?.value).toBeCloseTo(-0.5, 6);
  const [two] = await fitsOf([scale('exhaustive-naive', [10, 100], (pairs) => 1e-5 * pairs)]);
  expect(two!.predictionError).toBeUndefined();
});

test('one size is no curve, and a failed cell is no measurement', async () => {
  const cell = scale('exhaustive-naive', [10, 100], (pairs) => 1e-5 * pairs);
  expect(await fitsOf([{ ...cell, samples: cell.samples!.slice(0, 2) }])).toEqual([]);
  expect(await fitsOf([{ ...cell, status: 'failed' }])).toEqual([]);
  expect(await fitsOf([scale('exact', [10, 100], () => 0)])).toEqual([]);
});

test('a record without the pair pass gives no line, since encoding does not grow with N × M', async () => {
  const cell = scale('exhaustive-naive', [10, 100, 1000], (pairs) => 1e-5 * pairs);
  expect(await fitsOf([{ ...cell, samples: cell.samples!.filter(({ name }) => name === 'full pass') }])).toEqual([]);
});

test('no extrapolated time has a lower bound below 0, however uncertain the line', async () => {
  const noise = new Map([10, 30, 100, 300].map((side, i) => [2 * side * side, i % 2 ? 3 : 1]));
  const [fit] = await fitsOf([scale('exact', [10, 30, 100, 300], (pairs) => 1e-6 * pairs * noise.get(pairs)!)]);
  const lows = select(passFitFigures(fit!), { metric: 'pair pass extrapolated' }).map(({ ciLow }) => ciLow);
  expect(lows).toEqual([0, 0, 0]);
});
