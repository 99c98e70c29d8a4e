import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { atomicColumn, readAtomic } from '../../src/dataset/formats/recbole.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const written = async (text: string): Promise<string> => {
  const path = join(await temporaryFolder(), 'a.inter');
  await writeFile(path, text);
  return path;
};

test('an atomic file is read column by column, as texts', async () => {
  const path = await written('user_id:token\titem_id:token\trating:float\n1\t7\t3.5\n2\t7\t4\n');
  const file = await readAtomic(path);
  expect(file.rows).toBe(2);
  expect(file.columns.map(({ type }) => type)).toEqual(['token', 'token', 'float']);
  expect(atomicColumn(file, 'rating', path)).toEqual(['3.5', '4']);
  expect(() => atomicColumn(file, 'timestamp', path)).toThrow('There is no column');
});

test.each([
  ['a:number\n', 'is not "name:type"'],
  ['a:token\ta:token\n', 'a column is there twice'],
  ['a:token\tb:token\n1\n', 'has 1 field where the header has 2'],
  ['a:float\nx\n', 'is no number'],
  ['a:float_seq\n1 x\n', 'is no number'],
  ['', 'is empty'],
])('%j is refused with its place', async (text, message) => {
  const error = (await readAtomic(await written(text)).catch((cause: unknown) => cause)) as { kind: string; place: string };
  expect(String(error).toLowerCase()).toContain(message.toLowerCase());
  expect(error).toMatchObject({ kind: 'input', place: expect.stringContaining('a.inter') });
});
