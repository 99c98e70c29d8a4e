import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { sha256, sha256File } from '../../src/files/sha256.ts';
import { storageError } from '../../src/files/storage-error.ts';
import { writeWhole } from '../../src/files/whole-file.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'matchbench-files-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('a text or bytes are written whole, replacing what was there, and no temporary file is left', async () => {
  const path = join(dir, 'a.txt');
  await writeFile(path, 'something longer than what follows');
  await writeWhole(path, 'é\n');
  expect([...(await readFile(path))]).toEqual([0xc3, 0xa9, 0x0a]);
  await writeWhole(path, new Uint8Array(new Uint8Array([9, 1, 2, 3, 9]).buffer, 1, 3));
  expect([...(await readFile(path))]).toEqual([1, 2, 3]);
  expect(await readdir(dir)).toEqual(['a.txt']);
});

test('writing into a vanished folder is a storage error that names the file and what to do', async () => {
  const path = join(dir, 'gone', 'a.txt');
  const error = await writeWhole(path, 'x').catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({
    kind: 'storage',
    place: path,
    message: 'The file could not be written: its folder does not exist.',
  });
  expect((error as UserError).remedy).toMatch(/Create the folder/);
});

// Everything may be written by root, and Windows has no such permissions.
test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'writing into a protected folder is a storage error',
  async () => {
    const locked = await mkdtemp(join(dir, 'locked-'));
    await chmod(locked, 0o500);
    await expect(writeWhole(join(locked, 'a.txt'), 'x')).rejects.toMatchObject({
      kind: 'storage',
      message: expect.stringMatching(/permission is denied/),
    });
  },
);

test.each([
  ['ENOSPC', 'written', /disk is full/],
  ['EROFS', 'written', /read-only/],
  ['EACCES', 'written', /permission is denied/],
  ['ENOENT', 'read', /it does not exist/],
  ['EWHAT', 'read', /the system answered EWHAT/],
] as const)('%s becomes a storage error with a remedy', (code, action, message) => {
  const cause = Object.assign(new Error(code), { code, syscall: 'write' });
  const error = storageError(cause, 'some/file', action) as UserError;
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ kind: 'storage', place: 'some/file', cause });
  expect(error.message).toMatch(message);
  expect(error.remedy).toMatch(/\.$/);
});

test('an error that is no failed file operation is passed on unchanged', () => {
  const defect = new TypeError('x is undefined');
  const refused = new UserError('input', 'no');
  expect(storageError(defect, 'f', 'read')).toBe(defect);
  expect(storageError(refused, 'f', 'read')).toBe(refused);
  expect(storageError('text', 'f', 'read')).toBe('text');
});

test('the hash of a file is that of its bytes, across chunk borders', async () => {
  const path = join(dir, 'big.bin');
  const bytes = Uint8Array.from({ length: (1 << 20) + 17 }, (_, i) => (i * 31) & 255);
  await writeFile(path, bytes);
  expect(await sha256File(path)).toEqual({ sha256: sha256(bytes), bytes: bytes.length });
  // FIPS 180-2, appendix B.1.
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('the hash of a missing file is a storage error', async () => {
  await expect(sha256File(join(dir, 'none'))).rejects.toMatchObject({
    kind: 'storage',
    message: 'The file could not be read: it does not exist.',
  });
});
