import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import { type ImportOptions, importDataset } from '../../src/importing/import-dataset.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeBrought } from '../support/to-import.ts';

async function brought() {
  const dir = await temporaryFolder();
  const features = await writeBrought(dir);
  const at = (name: string): string => join(dir, name);
  const options: ImportOptions = {
    left: { features: at('users.npy') },
    right: { features: at('items.npy') },
    pairs: at('clicks.csv'),
  };
  return { dir, at, options, ...features };
}

const pairsOf = ({ left, right, relevance }: Awaited<ReturnType<typeof loadDataset>>): string[] =>
  left.items.flatMap(({ id }, row) =>
    Array.from(
      relevance.columnOf.subarray(relevance.offsets[row], relevance.offsets[row + 1]),
      (column, i) => `${id} ${right.items[column]!.id} ${relevance.grades[relevance.offsets[row]! + i]}`,
    ),
  );

describe('a data set of two .npy files and a CSV', () => {
  test('has their numbers, row numbers for ids, and the pairs with their grades', async () => {
    const { at, options, left, right } = await brought();
    const report = await importDataset(at('out'), options);
    expect(report).toMatchObject({ items: { left: 60, right: 60 }, pairs: 75, read: 75, split: 'entity', name: 'out' });
    const dataset = await loadDataset(at('out'));
    expect(dataset.left.features.global.data).toEqual(left);
    expect(dataset.right.features.global.data).toEqual(right);
    expect(dataset.left.items[7]!.id).toBe('07');
    expect(pairsOf(dataset).slice(0, 3)).toEqual(['00 00 1', '00 01 3', '01 01 1']);
    // Pairs of a row link neighbours, so each of those is one family, in one part of every fold.
    for (const { left: l, right: r } of dataset.splits) for (let row = 0; row < 60; row++) expect(l[row]).toBe(r[row]);
    expect(dataset.left.items[0]!.unit).toBe(dataset.right.items[1]!.unit);
    for (let fold = 0; fold < 5; fold++)
      expect(dataset.splits[fold]!.left.filter((code) => code === 3).length).toBeGreaterThan(9);
  });

  test('is the same from safetensors, and from rows in another order with ids', async () => {
    const { at, options, right } = await brought();
    const ids = Array.from({ length: 60 }, (_, row) => `i${(row * 7) % 60}`);
    await writeFile(at('names.csv'), `id,text\n${ids.map((id, row) => `${id},"thing ${row}, the"`).join('\n')}\n`);
    await writeFile(at('named.csv'), `item,user\n${ids.map((id, row) => `${id},${row}`).join('\n')}\n`);
    await importDataset(at('out'), {
      ...options,
      right: { features: at('items.safetensors'), items: at('names.csv') },
      pairs: at('named.csv'),
      pairOptions: { columns: { left: 'user', right: 'item' } },
    });
    const dataset = await loadDataset(at('out'));
    for (const [row, { id, text }] of dataset.right.items.entries()) {
      const from = ids.indexOf(id);
      expect(text).toBe(`thing ${from}, the`);
      expect(dataset.right.features.global.data.subarray(row * 5, row * 5 + 5)).toEqual(right.subarray(from * 5, from * 5 + 5));
    }
    expect(pairsOf(dataset)).toContain('07 i49 1');
  });

  test('is divided by time, leave-one-out or on one side, where pairs are divided or all items of the other side are candidates', async () => {
    const { at, options } = await brought();
    await importDataset(at('time'), { ...options, split: 'time' });
    const byTime = await loadDataset(at('time'));
    const parts = (['train', 'validation', 'test'] as const).map((part) => takePart(byTime, 'time', part));
    expect(parts.map(({ relevance }) => relevance.columnOf.length)).toEqual([60, 7, 8]);
    expect(parts[2]!.exclude!.columnOf.length).toBe(67);
    expect(parts[2]!.right.items).toHaveLength(60);

    await importDataset(at('side'), { ...options, split: 'entity-left', folds: 3 });
    const bySide = takePart(await loadDataset(at('side')), 'fold-2', 'test');
    expect([bySide.left.items.length, bySide.right.items.length]).toEqual([20, 60]);

    const many = Array.from({ length: 60 }, (_, row) => [0, 1, 2].map((k) => `${row},${(row + k) % 60},${k}`)).flat();
    await writeFile(at('many.csv'), `u,i,time\n${many.join('\n')}\n`);
    await importDataset(at('last'), { ...options, pairs: at('many.csv'), split: 'leave-one-out' });
    const last = await loadDataset(at('last'));
    expect(takePart(last, 'leave-one-out', 'test').relevance.columnOf[7]).toBe(9);
    expect(takePart(last, 'leave-one-out', 'validation').relevance.columnOf[7]).toBe(8);
  });

  test('takes given splits', async () => {
    const { at, options } = await brought();
    const parts = ['train', 'validation', 'test', 'all', '-'];
    const lines = (['left', 'right'] as const).flatMap((side) =>
      Array.from({ length: 60 }, (_, row) => `${side},${row},${parts[row % 5]}`),
    );
    await writeFile(at('parts.csv'), `side,id,mine\n${lines.join('\n')}\n`);
    await importDataset(at('out'), { ...options, split: at('parts.csv') });
    const { splits } = await loadDataset(at('out'));
    expect([...splits[0]!.left.subarray(0, 5)]).toEqual([1, 2, 3, 4, 0]);
  });

  test('says what a pair that is there twice becomes: its highest grade, its first time', async () => {
    const { at, options } = await brought();
    const lines = [...Array.from({ length: 60 }, (_, row) => `${row},${row},1,5`), '3,3,4,1', '3,3,2,9', '5,9,0,1'];
    await writeFile(at('twice.csv'), `u,i,grade,time\n${lines.join('\n')}\n`);
    expect(await importDataset(at('out'), { ...options, pairs: at('twice.csv') })).toMatchObject({
      repeated: 2,
      wrong: 1,
      pairs: 60,
    });
    expect(pairsOf(await loadDataset(at('out')))).toContain('03 03 4');
  });
});

describe('what is refused', () => {
  const cases: readonly [
    what: string,
    files: Readonly<Record<string, string>>,
    more: (at: (name: string) => string) => Partial<ImportOptions>,
    message: RegExp,
  ][] = [
    [
      'pairs that name nobody, listed',
      { 'p.csv': 'u,i\n1,2\n1,99\nx,2\n' },
      (at) => ({ pairs: at('p.csv') }),
      /not there: right "99" \(p\.csv:3\), left "x" \(p\.csv:4\)/,
    ],
    [
      'a grade that is no number',
      { 'p.csv': 'u,i,grade\n1,2,much\n' },
      (at) => ({ pairs: at('p.csv') }),
      /grade "much" is no number/,
    ],
    ['a time that is none', { 'p.csv': 'u,i,time\n1,2,soon\n' }, (at) => ({ pairs: at('p.csv') }), /time "soon"/],
    ['pairs between semicolons', { 'p.csv': 'u;i\n1;2\n' }, (at) => ({ pairs: at('p.csv') }), /the file has "u;i"/],
    ['pairs without a header', { 'p.csv': '1,1\n3,4\n' }, (at) => ({ pairs: at('p.csv') }), /first line has only numbers/],
    [
      'a line with a field too many',
      { 'p.csv': 'u,i\n1,2\n1,2,3\n' },
      (at) => ({ pairs: at('p.csv') }),
      /has 3 fields, and the header 2 columns/,
    ],
    ['an empty file of pairs', { 'p.csv': '' }, (at) => ({ pairs: at('p.csv') }), /is empty/],
    ['pairs that are all wrong', { 'p.csv': 'u,i,grade\n1,2,0\n' }, (at) => ({ pairs: at('p.csv') }), /names no right pair/],
    [
      'an id that is there twice',
      { 'n.csv': `id\n${Array.from({ length: 60 }, (_, i) => `a${i % 59}`).join('\n')}\n` },
      (at) => ({ right: { features: at('items.npy'), items: at('n.csv') } }),
      /more than once: "a0" \(rows 0 and 59\)/,
    ],
    [
      'an id with a space',
      { 'n.csv': `id\n${Array.from({ length: 60 }, (_, i) => `a ${i}`).join('\n')}\n` },
      (at) => ({ right: { features: at('items.npy'), items: at('n.csv') } }),
      /id "a 0" is empty or has spaces/,
    ],
    [
      'a table of another length',
      { 'n.csv': 'id\na\n' },
      (at) => ({ right: { features: at('items.npy'), items: at('n.csv') } }),
      /has 1 row, and the features in .* have 60/,
    ],
    [
      'a split by time without times',
      { 'p.csv': 'u,i\n1,2\n' },
      (at) => ({ pairs: at('p.csv'), split: 'time' }),
      /needs a column of times/,
    ],
    ['an unknown split', {}, () => ({ split: 'randomly' }), /no such split/],
    ['more folds than there are families', {}, () => ({ folds: 59 }), /too few for 59 folds/],
    [
      'features by another ending',
      { 'x.csv': '' },
      (at) => ({ left: { features: at('x.csv') } }),
      /features are read from \.npy/,
    ],
  ];

  test.each(cases)('%s; nothing is left behind', async (_, files, more, message) => {
    const { dir, at, options } = await brought();
    for (const [name, content] of Object.entries(files)) await writeFile(at(name), content);
    const before = await readdir(dir);
    await expect(importDataset(at('out'), { ...options, ...more(at) })).rejects.toMatchObject({
      message: expect.stringMatching(message),
      kind: 'input',
    });
    expect(await readdir(dir)).toEqual(before);
  });

  test('rows with NaN or infinity, listed by row and id', async () => {
    const { dir, at, options, left } = await brought();
    left[6 * 3 + 1] = Number.NaN;
    left[6 * 50] = Number.NEGATIVE_INFINITY;
    const { npy } = await import('../support/to-import.ts');
    await writeFile(at('users.npy'), npy(60, 6, left));
    const before = await readdir(dir);
    await expect(importDataset(at('out'), options)).rejects.toThrow(
      '2 rows have NaN or infinity among their values: 3 ("03"), 50 ("50").',
    );
    expect(await readdir(dir)).toEqual(before);
  });

  test('a folder that has something in it', async () => {
    const { dir, options } = await brought();
    await expect(importDataset(dir, options)).rejects.toThrow('There is something in this folder already.');
  });
});
