import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { environmentError } from '../../../src/suite/running/environment-error.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const caught = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return error;
  }
};

describe('what a machine lacks', () => {
  it('is told by the name of the package that is missing, with the remedy', async () => {
    const require = createRequire(import.meta.url);
    const error = environmentError(await caught(() => require('@no-one/has-this/inside'))) as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error.kind).toBe('environment');
    expect(error.message).toMatch(/^the package @no-one\/has-this cannot be loaded on this machine/);
    expect(error.message).not.toContain('\n');
    expect(error.remedy).toMatch(/npm run setup/);
  });

  it('is told of a binary that is not one', async () => {
    const binary = join(await temporaryFolder(), 'node_modules/broken/broken.node');
    await mkdir(join(binary, '..'), { recursive: true });
    await writeFile(binary, 'not a binary');
    const error = environmentError(await caught(() => createRequire(import.meta.url)(binary))) as UserError;
    expect(error.kind).toBe('environment');
    expect(error.message).toMatch(/^the package broken cannot be loaded/);
  });

  it.each([
    'std::bad_alloc',
    'Array buffer allocation failed',
    'WebAssembly.Memory.grow(): Unable to grow instance memory',
    'spawn ENOMEM',
    'Failed to allocate memory for requested buffer of size 8',
  ])('is memory when a library says %s, even as the cause of a refused model', (message) => {
    const refused = new UserError('input', 'onnxruntime refused the model: cut short', { cause: new Error(message) });
    for (const error of [new Error(message), refused]) {
      const told = environmentError(error) as UserError;
      expect([told.kind, told.message]).toEqual(['environment', `memory ran out (${message})`]);
      expect(told.remedy).toMatch(/ulimit -v/);
    }
  });

  it('is not a file of ours that is missing, another error, or what is no error', async () => {
    const folder = await temporaryFolder();
    const ours = await caught(() => import(pathToFileURL(join(folder, 'missing.mjs')).href));
    for (const error of [ours, new Error('a defect'), new UserError('input', 'a wrong key'), 'text', undefined])
      expect(environmentError(error)).toBe(error);
  });
});
