import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { UserError } from '../../src/errors.ts';
import type { Dataset } from '../../src/types.ts';
import { itemsAndAnswers, replaceSigned, written } from '../support/tiny-contents.ts';

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
