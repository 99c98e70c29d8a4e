import { expect, test } from 'vitest';
import type { Figure } from '../../../src/record.ts';
import { select } from '../../../src/report/figures/figure-lookup.ts';
import { precisionFigures, precisions } from '../../../src/report/figures/precision-figures.ts';
import type { PageModel } from '../../../src/report/page/page-model.ts';
import { precisionPart } from '../../../src/report/page/sections/precision-part.ts';
import { precisionTable } from '../../../src/report/sections/precision-table.ts';
import { judgedStrategies } from '../../support/judged-strategies.ts';

const model = 'tower';
const first = { model, scorer: 'exact' };
const suite = {
  serving: {
    threads: [1, 2],
    strategies: [
      { model, scorer: 'exact', settings: { bits: [32, 16, 8] } },
      { model, scorer: 'cascade', settings: { k: 100 }, first },
      { model, scorer: 'cascade', settings: { k: 100 }, first: { ...first, settings: { bits: 8 } } },
      { model, scorer: 'cascade', settings: { k: 100 }, first: { model, scorer: 'some', settings: { bits: 16, x: 3 } } },
      { model, scorer: 'some', settings: { bits: 8 } },
      { model, scorer: 'rabbits', settings: { rabbits: 8 } },
    ],
  },
};

/** The section of a page that has these figures. */
const pageOf = (figures: readonly Figure[]) =>
  precisionPart({
    figures,
    record: { suite, datasets: [{ name: 'toys' }] },
    lineOf: (figure: Figure) => figures.indexOf(figure) + 2,
  } as unknown as PageModel);

test('a way to serve with fewer bits is held against the same one with 32, whatever is set beside them', () => {
  const scorers = [
    ['exact', undefined],
    ['exact threads=2', undefined],
    ['exact bits=16', 'exact'],
    ['exact bits=32', undefined],
    ['exact bits=8 threads=2', 'exact threads=2'],
    ['cascade first=exact k=100', undefined],
    ['cascade first=exact(bits=8) k=100', 'cascade first=exact k=100'],
    ['cascade first=some(bits=16 x=3) k=100', undefined],
    ['some bits=8', undefined],
    ['rabbits rabbits=8', undefined],
    ['not in the suite bits=8', undefined],
  ] as const;
  const { loaded, figures } = judgedStrategies(
    scorers.map(([scorer]) => ({ model, scorer })),
    suite,
  );
  expect(precisions(loaded.record, figures).map(({ key, full }) => [key.scorer, full.scorer])).toEqual(
    scorers.filter(([, full]) => full !== undefined),
  );
});

test('what fewer bits keep is a ratio over families, and what they save one of medians, at opposite ends of both intervals', () => {
  const units = [0, 0, 1, 1];
  const { loaded, figures } = judgedStrategies(
    [
      { model, scorer: 'exact', values: [0.8, 0.8, 0.4, 0.4], units, p50: [1.8, 2, 2.2] },
      { model, scorer: 'exact bits=8', values: [0.8, 0.8, 0.2, 0.2], units, p50: [0.9, 1, 1.1] },
    ],
    suite,
  );
  const found = precisionFigures(loaded, figures);
  const [kept] = select(found, { metric: 'quality at fewer bits' });
  // Of the first family alone 1, of the second alone a half.
  expect(kept).toMatchObject({ scorer: 'exact bits=8', unit: 'ratio', samples: 2 });
  expect([kept!.value, kept!.ciLow, kept!.ciHigh]).toBeAllClose([1 / 1.2, 0.5, 1], 1e-6, 0);
  const [speedUp] = select(found, { metric: 'speed-up by fewer bits' });
  expect([speedUp!.value, speedUp!.ciLow, speedUp!.ciHigh]).toBeAllClose([2, 1.8 / 1.1, 2.2 / 0.9], 1e-12, 0);
  expect(found).toHaveLength(2);
  const table = precisionTable(loaded.record, [...figures, ...found]);
  expect(table.filter((line) => line.startsWith('| tower'))).toEqual([
    expect.stringMatching(/^\| tower \| exact \| left→right \| {2}\| 2 ms \[1\.8 ms, 2\.2 ms\] \| {2}\|$/),
    expect.stringMatching(/bits=8 \| left→right \| 0\.833 \[0\.500, 1\.000\] \| 1 ms \[.*\] \| 2\.000 \[1\.636, 2\.444\] \|$/),
  ]);
  const all = [...figures, ...found];
  const page = pageOf(all)!.markup;
  expect(page).toContain(`title="results.csv, line ${all.indexOf(kept!) + 2}">0.833 [0.500, 1.000]</data>`);
  expect(page.match(/<th scope="row">[^<]*/g)).toEqual(['<th scope="row">tower · exact', '<th scope="row">tower · exact bits=8']);
});

test('without quality of both only the times are compared, and without two precisions there is no table', () => {
  const { loaded, figures } = judgedStrategies(
    [
      { model, scorer: 'exact', values: [1], units: [0] },
      { model, scorer: 'exact bits=8' },
    ],
    suite,
  );
  expect(precisionFigures(loaded, figures).map(({ metric }) => metric)).toEqual(['speed-up by fewer bits']);
  const single = judgedStrategies([{ model, scorer: 'exact' }], suite);
  expect(precisionTable(single.loaded.record, single.figures)).toEqual([]);
  expect(pageOf(single.figures)).toBeUndefined();
});
