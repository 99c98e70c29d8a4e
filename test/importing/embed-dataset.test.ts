import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { openTextBackbone } from '../../src/features/backbone.ts';
import { embedDataset } from '../../src/importing/embed-dataset.ts';
import { openEncodingLog } from '../../src/importing/encoding-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const model = (name: string): string => fileURLToPath(new URL(`../../models/${name}`, import.meta.url));
const minilm = model('all-MiniLM-L6-v2');

const svg = (colour: string, size = 32): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><rect width="20" height="20" fill="${colour}"/></svg>`;

test('a folder of pictures and a table of captions become a data set; what cannot be read is listed and left out', async () => {
  const dir = await temporaryFolder();
  const at = (name: string): string => join(dir, name);
  await mkdir(at('images/more'), { recursive: true });
  const colours = ['red', 'green', 'blue', 'black', 'yellow', 'cyan'];
  for (const colour of colours) await writeFile(at(`images/more/${colour}.svg`), svg(colour));
  await writeFile(at('images/broken.png'), 'no picture');
  await writeFile(at('images/bomb.svg'), svg('red', 30_000));
  await writeFile(at('outside.svg'), svg('red'));
  await symlink(at('outside.svg'), at('images/link.svg'));
  const captions = [
    ...colours.map((colour) => `more/${colour}.svg\ta ${colour} square`),
    'broken.png\tnothing to see',
    'bomb.svg\ttoo large',
  ];
  await writeFile(at('captions.tsv'), `image\tcaption\n${captions.join('\n')}\n`);
  const report = await embedDataset(at('out'), {
    left: { source: at('images'), backbone: model('efficientnet-lite0') },
    right: { source: at('captions.tsv'), backbone: minilm },
    folds: 2,
  });
  expect(report).toMatchObject({ items: { left: 6, right: 8 }, pairs: 6 });
  expect(report.skipped.map(({ place }) => place)).toEqual([
    at('images/bomb.svg'),
    at('images/broken.png'),
    at('images/link.svg'),
  ]);
  expect(report.skipped.map(({ reason }) => reason)).toEqual([
    expect.stringContaining('pixel limit'),
    expect.stringContaining('could not be read'),
    expect.stringContaining('leads outside'),
  ]);
  const { left, right } = await loadDataset(at('out'));
  expect(left.features.global.columns).toBe(1280);
  expect(left.items.map(({ id }) => id)).toEqual(colours.map((colour) => `more/${colour}.svg`).sort());
  expect(right.items[0]).toMatchObject({ id: '0', text: 'a red square' });
  expect((await readdir(dir)).sort()).toEqual(['captions.tsv', 'images', 'out', 'outside.svg']);
}, 60_000);

test('folders of BEIR are embedded with tokens, and an ended process is gone on with: the same bytes', async () => {
  const dir = await temporaryFolder();
  const at = (name: string): string => join(dir, name);
  const texts = Array.from({ length: 12 }, (_, i) => `number ${i} of these ${'words '.repeat(i % 4)}`);
  await writeFile(
    at('queries.jsonl'),
    texts.map((text, i) => `${JSON.stringify({ _id: `q${i}`, text, metadata: {} })}\n`).join(''),
  );
  await writeFile(
    at('corpus.jsonl'),
    texts.map((text, i) => `${JSON.stringify({ _id: `d${11 - i}`, title: 'On', text })}\n`).join(''),
  );
  await writeFile(
    at('test.tsv'),
    `query-id\tcorpus-id\tscore\n${texts.map((_, i) => `q${i}\td${i}\t${1 + (i % 2)}`).join('\n')}\n`,
  );
  const options = {
    left: { source: at('queries.jsonl'), backbone: minilm },
    right: { source: at('corpus.jsonl'), backbone: minilm },
    pairs: at('test.tsv'),
    tokens: {},
    folds: 2,
  };
  await embedDataset(at('whole'), options);
  const whole = await loadDataset(at('whole'));
  const backbone = await openTextBackbone(minilm);
  const expected = await backbone.encodeTokens(['On. number 3 of these words words words ']);
  await backbone.close();
  const row = whole.right.items.findIndex(({ id }) => id === 'd8');
  expect(whole.right.features.global.data.subarray(row * 384, row * 384 + 384)).toEqual(expected.global.data);
  const { tokens, width, data } = whole.right.features.tokens!;
  expect(data.subarray(row * tokens * width, row * tokens * width + expected.tokens!.data.length)).toEqual(expected.tokens!.data);
  expect(whole.relevance.grades.reduce((a, b) => a + b)).toBe(18);

  // An end in the middle of the right side: the error comes from progress, after a step is on the disk.
  const ended = embedDataset(at('again'), {
    ...options,
    onProgress: (phase) => {
      if (phase === 'encode right') throw new Error('killed');
    },
  });
  await expect(ended).rejects.toThrow('killed');
  expect(await readdir(dir)).not.toContain('again');
  const phases: string[] = [];
  await embedDataset(at('again'), { ...options, name: 'whole', onProgress: (phase) => void phases.push(phase) });
  expect(phases).toEqual([]);
  expect((await loadDataset(at('again'))).left.features).toEqual(whole.left.features);
}, 60_000);

test('a log of vectors counts a vector once its line is there, and begins anew under another plan', async () => {
  const dir = await temporaryFolder();
  const entry = (value: number) => ({ outcome: { values: 2 }, vector: Float32Array.of(value, value) });
  const log = await openEncodingLog(dir, 'left', 'a');
  log.append([entry(1), { outcome: { skipped: 'no picture' } }, entry(2)]);
  log.close();
  // What a kill leaves: half a line, and a vector without one.
  await writeFile(join(dir, 'left.log'), '{"val', { flag: 'a' });
  await writeFile(join(dir, 'left.f32'), 'half', { flag: 'a' });
  const again = await openEncodingLog(dir, 'left', 'a');
  expect(again.outcomes).toEqual([{ values: 2 }, { skipped: 'no picture' }, { values: 2 }]);
  again.append([entry(3)]);
  expect([...again.vectors()]).toEqual([1, 1, 2, 2, 3, 3]);
  again.close();
  const other = await openEncodingLog(dir, 'left', 'b');
  expect(other.outcomes).toEqual([]);
  other.close();
});

test('a backbone that is no folder is refused unless the network is allowed', async () => {
  const dir = await temporaryFolder();
  await writeFile(join(dir, 'texts.csv'), 'left,text\n0,a\n');
  const side = { source: join(dir, 'texts.csv'), backbone: 'Xenova/bert-base-uncased' };
  await expect(embedDataset(join(dir, 'out'), { left: side, right: side })).rejects.toThrow(
    'There is no backbone in this folder',
  );
});

test('an id beside the captions that nobody has is told before anything is encoded, with its line and the columns as the table calls them', async () => {
  const phases: string[] = [];
  const dir = await temporaryFolder();
  await writeFile(join(dir, 'pictures.csv'), 'id,text\na,a red square\nb,a blue one\n');
  await writeFile(join(dir, 'captions.csv'), 'id,image,caption\nc1,a,red\nc2,b,blue\nc3,x,none\n');
  const embedded = embedDataset(join(dir, 'out'), {
    left: { source: join(dir, 'pictures.csv'), backbone: minilm },
    right: { source: join(dir, 'captions.csv'), backbone: minilm },
    folds: 2,
    onProgress: (phase) => void phases.push(phase),
  });
  await expect(embedded).rejects.toMatchObject({
    message: 'Pairs name items that are not there: left "x" (captions.csv:4).',
    remedy: expect.stringContaining('Left ids were read from the column "image", right ones from "id"'),
  });
  expect(phases).toEqual([]);
});
