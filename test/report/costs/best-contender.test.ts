import { expect, test } from 'vitest';
import { qualityRatios } from '../../../src/decision/quality-at.ts';
import type { Figure } from '../../../src/record.ts';
import { compareRuns } from '../../../src/report/compare/comparison.ts';
import { bestContender } from '../../../src/report/costs/best-contender.ts';
import { costModelsOf } from '../../../src/report/costs/cost-model-of.ts';
import { servingFigures } from '../../../src/report/figures/figures.ts';
import { readRecord } from '../../../src/report/record/read-record.ts';
import { emptyCell, latencies, writeSyntheticRun } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A control that ranks better than anything that can be taken. */
const ranked = { tower: 0.5, fusion: 0.6, 'tower@second-seed': 0.9 };

test('the best is the best of what can be taken: no second seed, alone or beside the first', () => {
  const rankings = Object.entries({ ...ranked, 'tower@two-seeds': 0.8 }).map(([model, quality]) => ({ model, quality }));
  expect(bestContender(rankings)?.model).toBe('fusion');
  expect(bestContender(rankings.slice(2))).toBeUndefined();
});

test('decide, the report and compare hold quality against the same best, which is no control', async () => {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, {});
  const read = await readRecord(dir);
  const added = Object.entries(ranked).flatMap(([model, value]) => {
    const about = { model, scorer: 'exact', dataset: 'toys', seed: 0, device: 'cpu', direction: 'left-right' } as const;
    const key = { ...about, leftCount: 50, rightCount: 100 };
    const quality: Figure = { ...key, metric: 'nDCG@10', unit: 'fraction', value };
    const cell = { ...emptyCell, key: { dataset: 'toys', model, scorer: 'exact' } };
    return [
      { ...cell, id: `toys/${model}/quality`, kind: 'quality', figures: [quality] },
      { ...cell, id: `toys/${model}/latency`, kind: 'latency', samples: [latencies('end to end', key, 1)] },
    ];
  });
  const loaded = { ...read, cells: [...read.cells, ...added] };
  const [model] = costModelsOf(loaded, servingFigures(loaded));
  const tower = model!.strategies.find(({ id }) => id === 'tower · exact')!;
  const expected = ranked.tower / ranked.fusion;
  // The report prints the ratio in a pool, decide asks for one at a number of candidates.
  expect(tower.pools.map(({ ratio }) => ratio?.value)).toEqual([expected]);
  expect(qualityRatios(model!, 100).get('tower · exact')!.value).toBeCloseTo(expected, 12);
  const weights = { id: 'toys/train', kind: 'train', details: { folder: 'm' }, key: { dataset: 'toys', model: 'tower' } };
  const file = { path: 'm/weights', sha256: 'a', bytes: 1 };
  const run = { ...loaded, cells: [...loaded.cells, { ...emptyCell, ...weights, files: [file] }] };
  const [row] = compareRuns([
    { name: 'one', loaded: run },
    { name: 'two', loaded: run },
  ]).equalQuality;
  expect(row!.floor).toBeCloseTo(0.99 * ranked.fusion, 12);
  expect(row!.systems.map((system) => system?.model)).toEqual(['fusion', 'fusion']);
});
