import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installedAsLocked, npmScript } from '../../scripts/setup/dependencies.mjs';
import type { SetupFailure } from '../../scripts/setup/failure.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'matchbench-packages-'));
  mkdirSync(join(root, 'node_modules'));
});
afterEach(() => rmSync(root, { recursive: true }));

interface Entry {
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

const matches = (locked: Record<string, Entry>, installed: Record<string, Entry>): boolean => {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...locked } }));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  return installedAsLocked(root);
};

describe('what is installed is what is locked', () => {
  const a = { version: '1.0.0', integrity: 'x' };

  test('when every package is there with its version and checksum', () => {
    expect(matches({ a }, { a })).toBe(true);
    expect(matches({ a }, {})).toBe(false);
    expect(matches({ a }, { a: { ...a, version: '1.0.1' } })).toBe(false);
    expect(matches({ a }, { a: { ...a, integrity: 'y' } })).toBe(false);
  });

  test('when only binaries of other platforms are not', () => {
    expect(matches({ b: { ...a, optional: true, os: ['plan9'] } }, {})).toBe(true);
    expect(matches({ b: { ...a, optional: true, os: [process.platform], cpu: ['mips'] } }, {})).toBe(true);
    expect(matches({ b: { ...a, optional: true, os: [process.platform], cpu: [process.arch] } }, {})).toBe(false);
  });

  test('never, when npm did not come to its end', () => {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: {} }));
    expect(installedAsLocked(root)).toBe(false);
  });
});

describe('npm', () => {
  test('is the one that started us, when it was npm', () => {
    const path = join(root, 'npm-cli.js');
    writeFileSync(path, '');
    expect(npmScript({ npm_execpath: path })).toBe(path);
  });

  test('is the one beside Node otherwise', () => {
    const yarn = join(root, 'yarn.js');
    writeFileSync(yarn, '');
    for (const env of [{}, { npm_execpath: yarn }, { npm_execpath: join(root, 'gone', 'npm-cli.js') }]) {
      let script: string;
      try {
        script = npmScript(env);
      } catch (error) {
        expect((error as SetupFailure).remedy).toContain('npm run setup');
        continue;
      }
      expect(script).toMatch(/npm-cli\.js$/);
      expect(existsSync(script)).toBe(true);
    }
  });
});
