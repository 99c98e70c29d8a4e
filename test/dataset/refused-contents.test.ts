import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type DatasetContents, writeDataset } from '../../src/dataset/write.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { refusalOf, side, tiny } from '../support/tiny-contents.ts';

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
