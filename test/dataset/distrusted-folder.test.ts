import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { refusalOf, replaceSigned, written } from '../support/tiny-contents.ts';

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
    ['splits with a missing cell', 'splits.tsv', 'side\tid\tall\nleft\ta\n', 'splits.tsv:2', /0 cells for 1 split\./],
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
    ['too few items', 'right.jsonl', '{"id":"x","unit":"u"}\n', 'right.jsonl', /has 1 item where the manifest says 2/],
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
});
