import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forEachLine } from '../../src/dataset/lines.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('lines of any length are those between line feeds, with their numbers', async () => {
  const path = join(await temporaryFolder(), 'lines.txt');
  // Files of several read buffers, with characters of two bytes across their borders.
  const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 30_000, max: 140_000 })), {
    minLength: 1,
    maxLength: 400,
  });
  await fc.assert(
    fc.asyncProperty(lengths, fc.boolean(), async (list, closed) => {
      const text = list.map((length, i) => 'xü'.repeat(length).slice(i % 2, length + 1)).join('\n') + (closed ? '\n' : '');
      await writeFile(path, text);
      const seen: string[] = [];
      await forEachLine(path, (line, place) => {
        seen.push(line);
        expect(place).toBe(`${path}:${seen.length}`);
      });
      expect(seen).toEqual(text.split('\n').slice(0, list.length));
    }),
    { seed: 1, numRuns: 30 },
  );
});

test('short lines in a last buffer shorter than the one before are not read twice', async () => {
  const path = join(await temporaryFolder(), 'short.txt');
  const lines = Array.from({ length: 9000 }, (_, i) => `line ${i}`);
  await writeFile(path, lines.join('\n'));
  const seen: string[] = [];
  await forEachLine(path, (line) => seen.push(line));
  expect(seen).toEqual(lines);
});

test('an empty file has no lines', async () => {
  const path = join(await temporaryFolder(), 'empty.txt');
  await writeFile(path, '');
  await forEachLine(path, () => expect.unreachable());
});
