import { expect, test } from 'vitest';
import type { Figure } from '../../../src/record.ts';
import { withUnits } from '../../../src/report/costs/index-recall.ts';
import { accuracyRuns } from '../../../src/report/figures/accuracy-runs.ts';
import { readRecord } from '../../../src/report/record/read-record.ts';
import { syntheticAccuracy, writeSyntheticRun } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('behind the recall of an index stand the families of its split and direction, not its queries', async () => {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, { accuracy: syntheticAccuracy(1, 1) });
  const counted = withUnits(accuracyRuns(await readRecord(dir)));
  const recall = { metric: 'index recall@10', unit: 'fraction', value: 0.9, dataset: 'toys', split: 'fold-0', samples: 500 };
  const samples = (changes: Partial<Figure>) => counted({ ...recall, ...changes }).samples;
  expect(samples({ direction: 'left-right' })).toBe(12);
  expect(samples({ direction: 'right-left' })).toBe(8);
  expect(samples({ direction: 'left-right', split: 'fold-9' })).toBeUndefined();
  expect(samples({ metric: 'search p50' })).toBe(500);
});
