import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import { importDataset } from '../../src/importing/import-dataset.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { npy } from '../support/to-import.ts';

const splits = ['train', 'restval', 'val'] as const;

/** Three pictures beside `tested` of them, two captions each. */
const karpathy = (tested: number) => ({
  dataset: 'coco',
  images: Array.from({ length: 3 + tested }, (_, i) => ({
    filepath: 'val2014',
    filename: `p${String(i).padStart(5, '0')}.jpg`,
    split: splits[i] ?? 'test',
    imgid: i,
    sentences: [0, 1].map((k) => ({ raw: `caption ${k} of\n ${i}`, tokens: ['caption'], sentid: 2 * i + k })),
  })),
});

async function imported(tested: number, change: (json: ReturnType<typeof karpathy>) => unknown = (json) => json) {
  const dir = await temporaryFolder();
  const at = (name: string): string => join(dir, name);
  const count = 3 + tested;
  await writeFile(at('dataset.json'), JSON.stringify(change(karpathy(tested))));
  await writeFile(
    at('images.npy'),
    npy(
      count,
      1,
      Float32Array.from({ length: count }, (_, i) => i),
    ),
  );
  await writeFile(
    at('captions.npy'),
    npy(
      2 * count,
      1,
      Float32Array.from({ length: 2 * count }, (_, i) => i),
    ),
  );
  const given = { left: { features: at('images.npy') }, right: { features: at('captions.npy') }, pairs: at('dataset.json') };
  return { report: await importDataset(at('out'), given), dataset: await loadDataset(at('out')) };
}

test('a Karpathy split gives its pairs, its parts, and the thousands of the 1K protocol', async () => {
  const { report, dataset } = await imported(2100);
  expect(report.splits).toEqual(['full', '1k-0', '1k-1']);
  const full = takePart(dataset, 'full', 'test');
  expect([full.left.items.length, full.right.items.length]).toEqual([2100, 4200]);
  expect(takePart(dataset, 'full', 'train').left.items.map(({ id }) => id)).toEqual(['val2014/p00000.jpg', 'val2014/p00001.jpg']);
  const second = takePart(dataset, '1k-1', 'test');
  expect([second.left.items.length, second.right.items.length]).toEqual([1000, 2000]);
  // Features hold the place in the file: the second thousand begins with picture 1003.
  expect(second.left.features.global.data[0]).toBe(1003);
  expect(Math.min(...second.right.features.global.data)).toBe(2006);
  const { relevance } = second;
  for (let row = 0; row < 1000; row++) {
    const captions = [...relevance.columnOf.subarray(relevance.offsets[row], relevance.offsets[row + 1])];
    const numbers = captions.map((column) => second.right.features.global.data[column]!).sort((a, b) => a - b);
    const picture = second.left.features.global.data[row]!;
    expect(numbers).toEqual([2 * picture, 2 * picture + 1]);
    expect(second.right.items[captions[0]!]!.unit).toBe(second.left.items[row]!.unit);
  }
  expect(second.right.items[0]!.text).toMatch(/^caption \d of \d+$/);
});

test.each<[string, (json: ReturnType<typeof karpathy>) => unknown, RegExp]>([
  ['a part that is none', (json) => ({ images: [{ ...json.images[0]!, split: 'dev' }] }), /images\.0\.split/],
  ['no test part', (json) => ({ images: json.images.slice(0, 3) }), /No picture is in the test part/],
  [
    'other numbers than the features',
    (json) => ({ images: json.images.slice(1) }),
    /lists 5 items, and the features in .* have 6 rows/,
  ],
])('a Karpathy split with %s is refused', async (_, change, message) => {
  await expect(imported(3, change)).rejects.toMatchObject({
    message: expect.stringMatching(message),
    place: expect.stringContaining('dataset.json'),
  });
});
