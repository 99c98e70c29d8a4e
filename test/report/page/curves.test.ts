import { expect, test } from 'vitest';
import { learningCurves } from '../../../src/report/figures/learning-curves.ts';
import { numberedDatasets } from '../../../src/report/figures/numbered-datasets.ts';
import { pageModel } from '../../../src/report/page/page-model.ts';
import { crossingPart } from '../../../src/report/page/sections/crossing-part.ts';
import { learningPart } from '../../../src/report/page/sections/learning-part.ts';
import { transferSection } from '../../../src/report/sections/transfer-section.ts';
import { syntheticParts } from '../../support/synthetic-page.ts';
import { type SyntheticCell, type SyntheticRun, syntheticAccuracy } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const pageOf = async (run: SyntheticRun) => pageModel(await syntheticParts(await temporaryFolder(), run));

const trained = (model: string, share: number): SyntheticCell => {
  const key = { model, dataset: 'toys', split: 'fold-0', seed: 0 };
  return {
    id: `toys/fold-0/${model}/seed-0/train`,
    kind: 'train',
    key,
    figures: [
      { ...key, metric: 'training share', unit: 'fraction', value: share },
      { ...key, metric: 'training pairs', unit: 'pairs', value: 1000 * share },
    ],
  };
};
const floor = { dataset: 'toys', split: 'fold-0', seed: 0, direction: 'left-right', metric: 'MRR', unit: 'fraction' } as const;
const learning: SyntheticRun = {
  accuracy: ['tower', 'tower@few', 'fusion', 'tower@triplet'].flatMap((model, i) =>
    syntheticAccuracy(1, i + 1).flatMap((run) => (run.model === 'fusion' ? [{ ...run, model }] : [])),
  ),
  cells: [
    trained('tower', 1),
    trained('tower@few', 0.05),
    trained('fusion', 1),
    trained('tower@triplet', 1),
    {
      id: 'toys/fold-0/sanity',
      kind: 'sanity',
      figures: [
        { ...floor, scorer: 'sanity constant', value: 0 },
        { ...floor, scorer: 'sanity ridge', value: 0.4 },
        { ...floor, scorer: 'sanity ridge trainShare=0.05', value: 0.3 },
      ],
    },
  ],
};

test('learning curves are of models with an arm that was shown less, not of arms that differ in something else, and of floors that were shown the same shares', async () => {
  const { record, figures } = await pageOf(learning);
  const points = learningCurves(record, figures, 'toys').filter(({ direction }) => direction === 'left-right');
  expect(points.map(({ learner, share, pairs, figure }) => [learner, share, pairs, figure.value])).toEqual([
    ['tower', 1, 1000, 1],
    ['tower', 0.05, 50, 0.5],
    ['ridge', 0.05, 50, 0.3],
    ['ridge', 1, 1000, 0.4],
  ]);
});

test('they have a chart for either direction, and the table of the report the same figures', async () => {
  const page = await pageOf(learning);
  const { markup } = (await learningPart(page))!;
  expect([...page.drawings.keys()]).toEqual(['learning-0-left-right', 'learning-0-right-left']);
  expect(markup).toContain('the best: tower with 50.0 % at 5 % of the families; tower with 100.0 % at 100 % of the families.');
  const text = transferSection(page.record, page.figures).join('\n');
  expect(text).toMatch(/\| left→right \| 5 % \| 50 \| 50\.0 \[50\.0, 50\.0\] \| 30\.0 \|/);
  expect(text).toContain('What has no interval learns in closed form');
});

test('at least three data sets that differ in a number are a series, in the order of the number', () => {
  const names = ['rank-8', 'emoji', 'rank-32', 'and-1', 'rank-2', 'and-2', 'ml-100k'];
  expect(numberedDatasets(names)).toEqual([
    { stem: 'rank', members: [2, 8, 32].map((number) => ({ name: `rank-${number}`, number })) },
  ]);
});

test('every model has a line over such data sets, and the chart says who is best on each', async () => {
  const datasets = ['toys-2', 'toys-8', 'toys-32'];
  const page = await pageOf({ datasets, accuracy: datasets.flatMap((name, i) => syntheticAccuracy(2, 2 * i + 1, name)) });
  const { markup } = (await crossingPart(page))!;
  expect([...page.drawings.keys()]).toEqual(['crossing-toys-left-right', 'crossing-toys-right-left']);
  expect(markup).toContain('the best: fusion with 100.0 % on toys-2; tower with 50.0 % on toys-8; tower with 50.0 % on toys-32.');
});

test('a run without shares and without such data sets has neither', async () => {
  const page = await pageOf({ accuracy: syntheticAccuracy(1, 2) });
  expect([await learningPart(page), await crossingPart(page)]).toEqual([undefined, undefined]);
});
