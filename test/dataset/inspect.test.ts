import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forEachFeatureBlock } from '../../src/dataset/feature-blocks.ts';
import { compareBytewise, idPattern } from '../../src/dataset/identifiers.ts';
import { type Inspection, inspectDataset } from '../../src/dataset/inspect.ts';
import { countAnswers } from '../../src/dataset/inspect-side.ts';
import { formatInspection } from '../../src/dataset/inspection-text.ts';
import { MatrixFactsCollector } from '../../src/dataset/matrix-facts.ts';
import { Numbering } from '../../src/dataset/numbering.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { type DatasetContents, writeDataset } from '../../src/dataset/write.ts';
import { createRandom } from '../../src/random.ts';
import { idsOf } from '../support/ids-of.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeToyDataset } from '../support/toy-dataset.ts';

const backbone = { id: 'none/none' };
const relevance = relevanceFromPairs(3, 3, [
  { row: 0, column: 0, grade: 1 },
  { row: 1, column: 0, grade: 1 },
  { row: 2, column: 0, grade: 1 },
  { row: 2, column: 1, grade: 1 },
]);

/** Three left items, one of them a copy in another part; three right items, one all zeros, one without an answer. */
const odd: DatasetContents = {
  name: 'odd',
  version: '2',
  description: '',
  left: {
    name: 'image',
    items: ['a', 'b', 'c'].map((id) => ({ id, unit: id === 'c' ? 'w' : 'u' })),
    features: { global: { rows: 3, columns: 2, data: Float32Array.of(3, 4, 3, 4, 0, 4) } },
    storage: 'F32',
    backbone,
  },
  right: {
    name: 'text',
    items: [
      { id: 'x', unit: 'u', text: 't' },
      { id: 'y', unit: 'w', text: 't' },
      { id: 'z', unit: 'w' },
    ],
    features: { global: { rows: 3, columns: 1, data: Float32Array.of(1, -2, 0) } },
    storage: 'F32',
    backbone,
  },
  relevance,
  splits: [{ name: 's', description: '', left: Uint8Array.of(1, 3, 3), right: Uint8Array.of(1, 3, 3) }],
  sources: [{ name: 's', version: '1', licence: 'MIT', attribution: '' }],
};

async function inspected(contents: DatasetContents): Promise<Inspection> {
  const dir = await temporaryFolder();
  await writeDataset(dir, contents);
  return inspectDataset(dir);
}

test('the facts of a small data set are those counted by hand', async () => {
  const { sides, pairs, splits } = await inspected(odd);
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

test('everything odd is found, each with what to do', async () => {
  const { findings } = await inspected(odd);
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

test('a clean data set has no findings, and its text says so', async () => {
  const dir = await temporaryFolder();
  await writeToyDataset(dir);
  const inspection = await inspectDataset(dir);
  expect(inspection.findings).toEqual([]);
  const text = formatInspection(inspection);
  expect(text).toMatch(/^toy 1\.0\.0\nsha256 [0-9a-f]{64}\n120 right pairs\n/);
  expect(text).toMatch(/left: image\n {2}120 items in 30 units, 12 values each\n/);
  expect(text).toMatch(/60 have right answers, each with 2, mean 2; 0 have none/);
  expect(text).toMatch(/Nothing odd was found\.\n$/);
});

test('the text lists what is odd', async () => {
  expect(formatInspection(await inspected(odd))).toContain(
    '- s: 1 unit is in training or validation and in test. Split by unit, unless',
  );
});

test('a side without any right answer has no mean', () => {
  expect(countAnswers(relevanceFromPairs(3, 3, []))).toEqual({ queries: 0, without: 3 });
});

test('what is read block by block has the facts of the whole matrix, however it is cut, also beside a large mean', () => {
  const random = createRandom(3);
  const [rows, columns] = [97, 5];
  // The last column is constant.
  const data = Float32Array.from({ length: rows * columns }, (_, i) => (i % columns === 4 ? 7 : 1e4 + random.normal()));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
  const columnsOf = Array.from({ length: columns }, (_, c) => Array.from({ length: rows }, (_row, r) => data[r * columns + c]!));
  const variance = mean(columnsOf.map((values) => mean(values.map((value) => (value - mean(values)) ** 2))));
  for (const perBlock of [1, 7, 96, 97]) {
    const collector = new MatrixFactsCollector(columns);
    for (let start = 0; start < rows; start += perBlock) {
      const count = Math.min(perBlock, rows - start);
      collector.add({ rows: count, columns, data: data.subarray(start * columns, (start + count) * columns) });
    }
    const facts = collector.facts();
    expect(facts.meanVariance / variance).toBeCloseTo(1, 6);
    expect(facts.constantColumns).toBe(1);
    expect(facts.zeroRows).toBe(0);
  }
});

test('features of many blocks, with tokens or in eight bits, are the rows that loading gives', async () => {
  for (const storage of ['F32', 'I8'] as const) {
    const dir = await temporaryFolder();
    const { left } = await writeToyDataset(dir, { storage });
    const seen: number[] = [];
    const path = join(dir, 'left.safetensors');
    await forEachFeatureBlock(
      path,
      idsOf(left.items),
      { width: 12, storage },
      (start, { global }) => {
        expect(start * 12).toBe(seen.length);
        seen.push(...global.data);
      },
      7 * 4 * 12,
    );
    expect(seen).toEqual([...left.features.global.data]);
  }
});

test('ids are found by row and by name, in any order, and others are not', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.stringMatching(/^\S{1,12}$/u).filter((id) => idPattern.test(id)),
        { maxLength: 60 },
      ),
      (given) => {
        const sorted = given.toSorted(compareBytewise);
        const ids = idsOf(sorted.map((id) => ({ id })));
        for (const id of given) expect(ids.rowOf(id)).toBe(sorted.indexOf(id));
        expect(sorted.map((_, row) => ids.at(row))).toEqual(sorted);
        for (const id of given) if (!given.includes(`${id}-`)) expect(ids.rowOf(`${id}-`)).toBeUndefined();
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

test('contents get one number each, in the order in which they come, beyond every growth of the table', () => {
  const numbering = new Numbering();
  const count = 5000;
  for (const _turn of [1, 2]) for (let i = 0; i < count; i++) expect(numbering.numberOf(`text ${i}`)).toBe(i);
  expect(numbering.size).toBe(count);
});
