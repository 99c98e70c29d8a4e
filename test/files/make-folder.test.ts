import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../src/files/make-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('makes a folder with those above it, and leaves one that is there', async () => {
  const dir = join(await temporaryFolder(), 'a', 'b', 'c');
  makeFolder(dir);
  writeFileSync(join(dir, 'file'), '');
  makeFolder(dir);
  expect(existsSync(join(dir, 'file'))).toBe(true);
});

it('makes a folder behind a link to a folder', async () => {
  const dir = await temporaryFolder();
  mkdirSync(join(dir, 'real'));
  symlinkSync(join(dir, 'real'), join(dir, 'link'), 'junction');
  makeFolder(join(dir, 'link', 'new'));
  expect(existsSync(join(dir, 'real', 'new'))).toBe(true);
});

it('says what is in the way', async () => {
  const dir = await temporaryFolder();
  writeFileSync(join(dir, 'file'), '');
  expect(() => makeFolder(join(dir, 'file'))).toThrow(/could not be written: something else has its name/);
  expect(() => makeFolder(join(dir, 'file', 'below'))).toThrow(/a part of its path is not a folder|something else has its name/);
});

it.skipIf(process.platform !== 'linux')('ends at once where the system takes no folders', () => {
  expect(() => makeFolder('/proc/matchbench/out')).toThrow(/cannot be written: this place takes no new folders/);
});
