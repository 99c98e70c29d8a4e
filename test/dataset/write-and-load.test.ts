import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareBytewise } from '../../src/dataset/identifiers.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { type DatasetContents, type SideContents, writeDataset } from '../../src/dataset/write.ts';
import { UserError } from '../../src/errors.ts';
import type { Dataset, Features, Item } from '../../src/types.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { toyDataset, writeToyDataset } from '../support/toy-dataset.ts';

const backbone = { id: 'none/none' };
const side = (items: Item[], global: number[], width: number, more: Partial<SideContents> = {}): SideContents => ({
  name: 'thing',
  items,
  features: { global: { rows: items.length, columns: width, data: Float32Array.from(global) } },
  storage: 'F32',
  backbone,
  ...more,
});

/** Two left and two right items, one picture, everything tested. */
const tiny = (more: Partial<DatasetContents> = {}): DatasetContents => ({
  name: 'tiny',
  version: '1',
  description: 'two and two',
  left: side(
    [
      { id: 'a', unit: 'u', picture: 'pictures/all.bin#xywh=0,0,1,1' },
      { id: 'é', unit: 'v', text: 'line\nfeed', groups: ['g'] },
    ],
    [1, 2, 3, 4],
    2,
  ),
  right: side(
    [
      { id: 'x', unit: 'u' },
      { id: 'y', unit: 'v' },
    ],
    [5, -6],
    1,
  ),
  relevance: relevanceFromPairs(2, 2, [
    { row: 0, column: 0, grade: 2 },
    { row: 1, column: 1, grade: 1 },
  ]),
  splits: [{ name: 'all', description: '', left: Uint8Array.of(3, 3), right: Uint8Array.of(3, 3) }],
  sources: [{ name: 's', version: '1', licence: 'MIT', attribution: '' }],
  files: { 'pictures/all.bin': Uint8Array.of(1, 2, 3) },
  ...more,
});

const written = async (contents = tiny()): Promise<string> => {
  const dir = await temporaryFolder();
  await writeDataset(dir, contents);
  return dir;
};

const refusalOf = async (promise: Promise<unknown>): Promise<UserError> => {
  const error = await promise.then(
    () => 'no error',
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
};

/** Replaces a file and makes the manifest vouch for it, so that the readers meet what the hash would have caught. */
async function replaceSigned(dir: string, name: string, bytes: Uint8Array): Promise<void> {
  const manifest = JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8'));
  manifest.files[name] = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  await writeFile(join(dir, name), bytes);
  await writeFile(join(dir, 'dataset.json'), JSON.stringify(manifest));
}

/** Words are made of the texts when those are read. */
const stored = ({ words: _, ...features }: Features): Features => features;

const itemsAndAnswers = ({ left, right, relevance, splits }: Pick<Dataset, 'left' | 'right' | 'relevance' | 'splits'>) => ({
  left: { name: left.name, items: left.items, features: stored(left.features) },
  right: { name: right.name, items: right.items, features: stored(right.features) },
  relevance,
  splits: splits.map((split) => ({ name: split.name, left: split.left, right: split.right })),
});

test('the files are those of the format, written by hand', async () => {
  const dir = await written();
  const content = (name: string): Promise<string> => readFile(join(dir, name), 'utf8');
  expect(await content('left.jsonl')).toBe(
    '{"id":"a","unit":"u","picture":"pictures/all.bin#xywh=0,0,1,1"}\n{"id":"é","unit":"v","text":"line\\nfeed","groups":["g"]}\n',
  );
  expect(await content('qrels.tsv')).toBe('a\t0\tx\t2\né\t0\ty\t1\n');
  expect(await content('splits.tsv')).toBe('side\tid\tall\nleft\ta\ttest\nleft\té\ttest\nright\tx\ttest\nright\ty\ttest\n');
  const manifest = JSON.parse(await content('dataset.json'));
  expect(manifest.sides.left).toEqual({ name: 'thing', count: 2, features: { width: 2, storage: 'F32' }, backbone });
  expect(Object.keys(manifest.files)).toEqual([
    'left.jsonl',
    'left.safetensors',
    'pictures/all.bin',
    'qrels.tsv',
    'right.jsonl',
    'right.safetensors',
    'splits.tsv',
  ]);
  expect(manifest.files['pictures/all.bin']).toEqual({
    sha256: '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81',
    bytes: 3,
  });
});

test('a data set is loaded as it was written, and its hash is that of the manifest', async () => {
  const dir = await temporaryFolder();
  const loaded = await writeToyDataset(dir);
  expect(itemsAndAnswers(loaded)).toEqual(itemsAndAnswers(toyDataset()));
  expect(loaded.hash).toBe(
    createHash('sha256')
      .update(await readFile(join(dir, 'dataset.json')))
      .digest('hex'),
  );
});

test('the same contents give the same bytes, also over an older data set', async () => {
  const [a, b] = [await temporaryFolder(), await temporaryFolder()];
  await writeToyDataset(a);
  await writeToyDataset(b, { seed: 7 });
  await writeToyDataset(b);
  for (const name of await readdir(a)) expect(await readFile(join(b, name))).toEqual(await readFile(join(a, name)));
});

test('eight-bit storage is within half a step of the largest value of its column, and exact for the largest', async () => {
  const loaded = await writeToyDataset(await temporaryFolder(), { storage: 'I8' });
  const { data, columns } = toyDataset().left.features.global;
  const largest = new Float64Array(columns);
  for (const [i, value] of data.entries()) largest[i % columns] = Math.max(largest[i % columns]!, Math.abs(value));
  const errors = Array.from(data, (value, i) => Math.abs(value - loaded.left.features.global.data[i]!) / largest[i % columns]!);
  expect(Math.max(...errors)).toBeLessThan(0.5001 / 127);
  expect(Math.max(...errors)).toBeGreaterThan(0.45 / 127);
});

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !/[^\P{Cc}\t\n]/u.test(value));
const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((value) => !/[\s\p{Cc}]/u.test(value));

const items = fc
  .uniqueArray(id, { minLength: 1, maxLength: 6 })
  .map((ids) => ids.sort(compareBytewise))
  .chain((ids) =>
    fc.tuple(
      ...ids.map((name) =>
        fc.record(
          { id: fc.constant(name), unit: text, text, groups: fc.array(text, { maxLength: 2 }) },
          { requiredKeys: ['id', 'unit'] },
        ),
      ),
    ),
  );

const finite = (length: number) =>
  fc.float32Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true });

const features = (count: number): fc.Arbitrary<Features> =>
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }), fc.boolean()).chain(([width, length, withTokens]) =>
    fc
      .tuple(
        finite(count * width),
        finite(count * length * width),
        fc.uint8Array({ min: 0, max: 1, minLength: count * length, maxLength: count * length }),
      )
      .map(([global, data, mask]) => ({
        global: { rows: count, columns: width, data: global },
        // Every row has its first token.
        ...(withTokens
          ? {
              tokens: { items: count, tokens: length, width, data, mask: mask.map((value, i) => (i % length === 0 ? 1 : value)) },
            }
          : {}),
      })),
  );

const anySide = items.chain((list) =>
  features(list.length).map((made): SideContents => ({ name: 's', items: list, features: made, storage: 'F32', backbone })),
);

test('any data set is loaded as it was written', async () => {
  const dir = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(anySide, anySide, fc.infiniteStream(fc.nat(255)), async (left, right, grades) => {
      const [n, m] = [left.items.length, right.items.length];
      const pairs = Array.from({ length: n * m }, (_, i) => ({
        row: Math.floor(i / m),
        column: i % m,
        grade: i === 0 ? 1 : grades.next().value,
      }));
      const cells = (count: number) => Uint8Array.from({ length: count }, (_, i) => (i === 0 ? 3 : grades.next().value % 5));
      const contents = tiny({
        left,
        right,
        relevance: relevanceFromPairs(
          n,
          m,
          pairs.filter(({ grade }) => grade > 0),
        ),
        splits: ['p', 'q'].map((name) => ({ name, description: 'd', left: cells(n), right: cells(m) })),
      });
      await writeDataset(dir, contents);
      expect(itemsAndAnswers(await loadDataset(dir))).toEqual(itemsAndAnswers(contents));
    }),
    { seed: 3, numRuns: 50 },
  );
});

describe('what the reader would refuse is refused before anything is written', () => {
  test.each<[string, () => Partial<DatasetContents>, RegExp]>([
    [
      'items out of order',
      () => ({
        right: side(
          [
            { id: 'y', unit: 'u' },
            { id: 'x', unit: 'v' },
          ],
          [1, 2],
          1,
        ),
      }),
      /The id "x" stands after "y"/,
    ],
    [
      'an id given twice',
      () => ({
        right: side(
          [
            { id: 'x', unit: 'u' },
            { id: 'x', unit: 'v' },
          ],
          [1, 2],
          1,
        ),
      }),
      /is there twice/,
    ],
    [
      'an id with a space',
      () => ({
        right: side(
          [
            { id: 'x 1', unit: 'u' },
            { id: 'y', unit: 'v' },
          ],
          [1, 2],
          1,
        ),
      }),
      /id: must be without spaces/,
    ],
    [
      'a text with an escape character',
      () => ({
        right: side(
          [
            { id: 'x', unit: 'u', text: '\u001b[2J' },
            { id: 'y', unit: 'v' },
          ],
          [1, 2],
          1,
        ),
      }),
      /has control characters/,
    ],
    [
      'a value that is not a number',
      () => ({
        right: side(
          [
            { id: 'x', unit: 'u' },
            { id: 'y', unit: 'v' },
          ],
          [1, Number.NaN],
          1,
        ),
      }),
      /Row 1 \("y"\) of global has the value NaN/,
    ],
    ['a picture that is not there', () => ({ files: {} }), /picture pictures\/all.bin of a is not among the files/],
    [
      'a file outside the folder',
      () => ({ files: { ...tiny().files, '../evil': new Uint8Array() } }),
      /must be a path inside|not as expected/,
    ],
    ['a file in place of ours', () => ({ files: { ...tiny().files, 'qrels.tsv': new Uint8Array() } }), /cannot be the name/],
    ['a name that is no folder name', () => ({ name: '../up' }), /name: must be lower-case/],
    [
      'no test items on a side',
      () => ({ splits: [{ name: 'all', description: '', left: Uint8Array.of(1, 1), right: Uint8Array.of(3, 3) }] }),
      /no items on one side/,
    ],
    [
      'no right answer in test',
      () => ({ splits: [{ name: 'all', description: '', left: Uint8Array.of(3, 0), right: Uint8Array.of(0, 3) }] }),
      /no right answer/,
    ],
    ['two splits of one name', () => ({ splits: [tiny().splits[0]!, tiny().splits[0]!] }), /split all is there twice/],
  ])('%s', async (_, more, message) => {
    const dir = await temporaryFolder();
    expect((await refusalOf(writeDataset(dir, tiny(more())))).message).toMatch(message);
    expect(await readdir(dir)).toEqual([]);
  });

  test('arrays of other lengths than the items are a defect of the caller', async () => {
    const dir = await temporaryFolder();
    await expect(writeDataset(dir, tiny({ right: side([{ id: 'x', unit: 'u' }], [1], 1) }))).rejects.toThrow(
      'internal: 1 right items with arrays for 1,1,2,2',
    );
    await expect(
      writeDataset(
        dir,
        tiny({ splits: [{ name: 'all', description: '', left: Uint8Array.of(3, 5), right: Uint8Array.of(3, 3) }] }),
      ),
    ).rejects.toThrow('internal: a part code');
  });
});

describe('a data set on disk is not trusted', () => {
  test.each<[string, string, string, string, RegExp]>([
    ['qrels with an unknown query', 'qrels.tsv', 'b\t0\tx\t1\n', 'qrels.tsv:1', /no query "b"/],
    ['qrels with an unknown candidate', 'qrels.tsv', 'a\t0\tx\t1\na\t0\tz\t1\n', 'qrels.tsv:2', /no candidate "z"/],
    ['qrels with a pair given twice', 'qrels.tsv', 'a\t0\tx\t1\na\t0\tx\t2\n', 'qrels.tsv:2', /is there twice/],
    ['qrels with grade 0', 'qrels.tsv', 'a\t0\tx\t0\n', 'qrels.tsv:1', /grade "0"/],
    ['qrels with grade 256', 'qrels.tsv', 'a\t0\tx\t256\n', 'qrels.tsv:1', /grade "256"/],
    ['qrels with a grade in other digits', 'qrels.tsv', 'a\t0\tx\t1e0\n', 'qrels.tsv:1', /grade "1e0"/],
    ['qrels with spaces between', 'qrels.tsv', 'a 0 x 1\n', 'qrels.tsv:1', /with tabs between/],
    ['qrels with an empty line', 'qrels.tsv', 'a\t0\tx\t1\n\n', 'qrels.tsv:2', /line is empty/],
    ['qrels with carriage returns', 'qrels.tsv', 'a\t0\tx\t1\r\n', 'qrels.tsv:1', /carriage return/],
    ['qrels with a byte order mark', 'qrels.tsv', '\ufeffa\t0\tx\t1\n', 'qrels.tsv:1', /byte order mark/],
    ['splits with another header', 'splits.tsv', 'side\tid\tother\n', 'splits.tsv:1', /header is "side\\tid\\tother"/],
    [
      'splits with an unknown part',
      'splits.tsv',
      'side\tid\tall\nleft\ta\tdev\n',
      'splits.tsv:2',
      /cell "dev" is none of -, train, validation, test/,
    ],
    ['splits with an unknown side', 'splits.tsv', 'side\tid\tall\ntop\ta\ttest\n', 'splits.tsv:2', /side "top"/],
    ['splits with an unknown item', 'splits.tsv', 'side\tid\tall\nleft\tx\ttest\n', 'splits.tsv:2', /no left item "x"/],
    [
      'splits with an item given twice',
      'splits.tsv',
      'side\tid\tall\nleft\ta\ttest\nleft\ta\ttest\n',
      'splits.tsv:3',
      /left item "a" is there twice/,
    ],
    ['splits with a missing cell', 'splits.tsv', 'side\tid\tall\nleft\ta\n', 'splits.tsv:2', /0 cells for 1 splits/],
    ['splits with a missing item', 'splits.tsv', 'side\tid\tall\nleft\ta\ttest\n', 'splits.tsv', /left item "é" is missing/],
    ['an empty splits file', 'splits.tsv', '', 'splits.tsv', /is missing/],
    ['items that are not JSON', 'right.jsonl', '{"id":"x","unit":"u"}\n{id:1}\n', 'right.jsonl:2', /not JSON/],
    ['items with an unknown key', 'right.jsonl', '{"id":"x","unit":"u","label":"?"}\n', 'right.jsonl:1', /label/],
    [
      'items with a prototype key',
      'right.jsonl',
      '{"id":"x","unit":"u","__proto__":{"text":"t"}}\n',
      'right.jsonl:1',
      /__proto__/,
    ],
    ['items without a unit', 'right.jsonl', '{"id":"x"}\n', 'right.jsonl:1', /unit/],
    ['items with half a character', 'right.jsonl', '{"id":"\\ud800","unit":"u"}\n', 'right.jsonl:1', /id: must be without/],
    ['items out of order', 'right.jsonl', '{"id":"y","unit":"u"}\n{"id":"x","unit":"u"}\n', 'right.jsonl:2', /Sort|stands after/],
    ['too few items', 'right.jsonl', '{"id":"x","unit":"u"}\n', 'right.jsonl', /has 1 items where the manifest says 2/],
    [
      'a picture that is not listed',
      'right.jsonl',
      '{"id":"x","unit":"u","picture":"p.png"}\n{"id":"y","unit":"u"}\n',
      'right.jsonl:1',
      /p.png is not a file of the data set/,
    ],
    [
      'a picture outside the folder',
      'right.jsonl',
      '{"id":"x","unit":"u","picture":"../p.png"}\n',
      'right.jsonl:1',
      /picture: must be a path inside/,
    ],
    [
      'a line of more than 1 MiB',
      'right.jsonl',
      `{"id":"x","unit":"${'u'.repeat(1 << 20)}"}\n`,
      'right.jsonl:1',
      /longer than 1048576 bytes/,
    ],
  ])('%s', async (_, name, content, place, message) => {
    const dir = await written();
    await replaceSigned(dir, name, Buffer.from(content));
    const error = await refusalOf(loadDataset(dir));
    expect(error.message).toMatch(message);
    expect(error).toMatchObject({ kind: 'input', place: join(dir, place) });
    expect(error.remedy).toMatch(/\.$/);
  });

  test('a line that is not UTF-8 is refused by its number', async () => {
    const dir = await written();
    await replaceSigned(dir, 'qrels.tsv', Uint8Array.of(0x61, 0xff, 0x0a));
    expect(await refusalOf(loadDataset(dir))).toMatchObject({
      place: join(dir, 'qrels.tsv:1'),
      message: 'The line is not UTF-8.',
    });
  });

  test('lines longer than the read buffer, and a last line without its line feed, are read whole', async () => {
    const dir = await written();
    const long = 'ü'.repeat(200_000);
    await replaceSigned(dir, 'right.jsonl', Buffer.from(`{"id":"x","unit":"u","text":"${long}"}\n{"id":"y","unit":"v"}`));
    expect((await loadDataset(dir)).right.items).toEqual([
      { id: 'x', unit: 'u', text: long },
      { id: 'y', unit: 'v' },
    ]);
  });

  test('a changed file, a longer file and a missing file are refused by name', async () => {
    const dir = await written();
    const path = join(dir, 'qrels.tsv');
    const whole = await readFile(path);
    await writeFile(path, whole.toString().replace('2', '3'));
    expect(await refusalOf(loadDataset(dir))).toMatchObject({
      kind: 'input',
      place: path,
      message: expect.stringMatching(/SHA-256 differs/),
    });
    await writeFile(path, `${whole}\n`);
    expect((await refusalOf(loadDataset(dir))).message).toBe(
      `The file has ${whole.length + 1} bytes where the manifest says ${whole.length}.`,
    );
    await writeFile(join(dir, 'dataset.json'), '{}');
    expect((await refusalOf(loadDataset(dir))).message).toMatch(/^The manifest is not as expected: format/);
    await rm(join(dir, 'dataset.json'));
    expect(await refusalOf(loadDataset(dir))).toMatchObject({
      kind: 'input',
      message: 'This folder holds no data set: there is no dataset.json in it.',
      place: dir,
    });
    expect((await refusalOf(loadDataset(join(dir, 'none')))).message).toBe('There is no such folder.');
  });

  test('a link that leads outside the folder is refused', async () => {
    const [dir, other] = [await written(), await written()];
    await symlink(join(other, 'qrels.tsv'), join(dir, 'link'));
    const manifest = JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8'));
    manifest.files.link = manifest.files['qrels.tsv'];
    await writeFile(join(dir, 'dataset.json'), JSON.stringify(manifest));
    expect((await refusalOf(loadDataset(dir))).message).toMatch(/link that leads outside/);
    await mkdir(join(dir, 'folder'));
    delete manifest.files.link;
    manifest.files.folder = { sha256: '0'.repeat(64), bytes: 0 };
    await writeFile(join(dir, 'dataset.json'), JSON.stringify(manifest));
    expect((await refusalOf(loadDataset(dir))).message).toBe('This is not a plain file.');
  });

  test('infinity in the features is refused by row', async () => {
    const dir = await written();
    const path = join(dir, 'left.safetensors');
    const bytes = await readFile(path);
    bytes.writeFloatLE(Number.POSITIVE_INFINITY, bytes.length - 4);
    await replaceSigned(dir, 'left.safetensors', bytes);
    expect(await refusalOf(loadDataset(dir))).toMatchObject({
      place: path,
      message: 'Row 1 ("é") of global has the value Infinity.',
    });
  });

  const fuzz = (label: string, signed: boolean, numRuns: number) =>
    test(label, async () => {
      const dir = await written();
      const names = (await readdir(dir)).filter((name) => name !== 'pictures');
      const originals = new Map<string, Buffer>();
      for (const name of names) originals.set(name, await readFile(join(dir, name)));
      const expected = itemsAndAnswers(await loadDataset(dir));
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...names),
          fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
          fc.nat(7),
          fc.boolean(),
          async (name, where, bit, cut) => {
            const original = originals.get(name)!;
            const at = Math.floor(where * original.length);
            const bytes = cut ? Buffer.from(original.subarray(0, at)) : Buffer.from(original);
            if (!cut) bytes[at]! ^= 1 << bit;
            if (signed && name !== 'dataset.json') await replaceSigned(dir, name, bytes);
            else await writeFile(join(dir, name), bytes);
            const result = await loadDataset(dir).catch((cause: unknown) => cause);
            await writeFile(join(dir, name), original);
            await writeFile(join(dir, 'dataset.json'), originals.get('dataset.json')!);
            if (result instanceof Error) expect(result, result.stack).toBeInstanceOf(UserError);
            else if (!signed && name !== 'dataset.json') expect(itemsAndAnswers(result as Dataset)).toEqual(expected);
            else expect((result as Dataset).left.items.length).toBe(2);
          },
        ),
        { seed: 4, numRuns },
      );
    });

  fuzz('a cut or a flipped bit in any file ends in a refusal, or in the same data', false, 150);
  fuzz('damage that the manifest vouches for ends in a refusal or in a whole data set, never in a crash', true, 150);
});
