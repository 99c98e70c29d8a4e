import { expect, test } from 'vitest';
import { inspectDataset } from '../../src/dataset/inspect.ts';
import { formatInspection } from '../../src/dataset/inspection-text.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import type { Dataset } from '../../src/types.ts';
import { toyDataset } from '../support/toy-dataset.ts';

/** Three left items, one of them a copy in another part and one all zeros; three right items, one without an answer. */
const odd: Dataset = {
  name: 'odd',
  version: '2',
  hash: 'h',
  left: {
    name: 'image',
    items: ['a', 'b', 'c'].map((id) => ({ id, unit: id === 'c' ? 'w' : 'u' })),
    features: { global: { rows: 3, columns: 2, data: Float32Array.of(3, 4, 3, 4, 0, 4) } },
  },
  right: {
    name: 'text',
    items: [
      { id: 'x', unit: 'u', text: 't' },
      { id: 'y', unit: 'w', text: 't' },
      { id: 'z', unit: 'w' },
    ],
    features: { global: { rows: 3, columns: 1, data: Float32Array.of(1, -2, 0) } },
  },
  relevance: relevanceFromPairs(3, 3, [
    { row: 0, column: 0, grade: 1 },
    { row: 1, column: 0, grade: 1 },
    { row: 2, column: 0, grade: 1 },
    { row: 2, column: 1, grade: 1 },
  ]),
  splits: [{ name: 's', left: Uint8Array.of(1, 3, 3), right: Uint8Array.of(1, 3, 3) }],
};

test('the facts of a small data set are those counted by hand', () => {
  const { sides, pairs, splits } = inspectDataset(odd);
  expect(pairs).toBe(4);
  expect(sides.left).toMatchObject({
    items: 3,
    units: 2,
    width: 2,
    norm: { least: 4, mean: 14 / 3, most: 5 },
    zeroRows: 0,
    constantColumns: 1,
    repeatedFeatures: 1,
    repeatedTexts: 0,
    answers: { queries: 3, without: 0, least: 1, mean: 4 / 3, most: 2 },
  });
  // Column one is 3, 3, 0: mean 2, variance 2. Column two is constant.
  expect(sides.left.meanVariance).toBeCloseTo(1, 12);
  expect(sides.right).toMatchObject({
    zeroRows: 1,
    repeatedTexts: 1,
    answers: { queries: 2, without: 1, least: 1, mean: 2, most: 3 },
  });
  expect(splits).toEqual([
    {
      name: 's',
      items: { left: { train: 1, validation: 0, test: 2 }, right: { train: 1, validation: 0, test: 2 } },
      sharedUnits: 1,
      sharedFeatures: 1,
    },
  ]);
});

test('everything odd is found, each with what to do', () => {
  const { findings } = inspectDataset(odd);
  expect(findings.map(({ code }) => code)).toEqual([
    'constant-columns',
    'repeated-features',
    'zero-rows',
    'repeated-texts',
    'no-answer',
    'empty-part',
    'shared-units',
    'shared-features',
  ]);
  for (const { message, remedy } of findings) expect(`${message} ${remedy}`).toMatch(/\d|part.*\. .+\.$/);
});

test('a clean data set has no findings, and its text says so', () => {
  const inspection = inspectDataset(toyDataset());
  expect(inspection.findings).toEqual([]);
  const text = formatInspection(inspection);
  expect(text).toMatch(/^toy 1\.0\.0\nsha256 [0-9a-f]{64}\n120 right pairs\n/);
  expect(text).toMatch(/left: image\n {2}120 items in 30 units, 12 values each\n/);
  expect(text).toMatch(/60 have right answers, each with 2 to 2, mean 2; 0 have none/);
  expect(text).toMatch(/Nothing odd was found\.\n$/);
});

test('the text lists what is odd', () => {
  expect(formatInspection(inspectDataset(odd))).toContain(
    '- s: 1 units are in training or validation and in test. Split by unit, unless',
  );
});

test('a side without any right answer has no mean', () => {
  const { sides } = inspectDataset({ ...odd, relevance: relevanceFromPairs(3, 3, []) });
  expect(sides.left.answers).toEqual({ queries: 0, without: 3 });
});
