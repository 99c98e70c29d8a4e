import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pendingSteps } from '../../scripts/setup/set-up.mjs';
import { emptyStamp, hashFiles, readStamp, removeStamp, writeStamp } from '../../scripts/setup/stamp.mjs';

let root: string;
const write = (name: string, text: string): void => {
  mkdirSync(join(root, name, '..'), { recursive: true });
  writeFileSync(join(root, name), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'matchbench-stamp-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the stamp', () => {
  test('is read back as written, and leaves no other file', () => {
    const stamp = { ...emptyStamp(), lockfile: 'a', usearch: false };
    writeStamp(root, stamp);
    expect(readStamp(root)).toEqual(stamp);
    expect(readdirSync(join(root, '.setup'))).toEqual(['stamp.json']);
  });

  test('of another Node, another machine or another version counts for nothing, and so does a damaged one', () => {
    for (const change of [{ nodeAbi: '1' }, { platform: 'plan9' }, { arch: 'mips' }, { version: 0 }]) {
      writeStamp(root, { ...emptyStamp(), lockfile: 'a', ...change });
      expect(readStamp(root)).toEqual(emptyStamp());
    }
    write('.setup/stamp.json', '{"version": 1,');
    expect(readStamp(root)).toEqual(emptyStamp());
    removeStamp(root);
    expect(readStamp(root)).toEqual(emptyStamp());
  });
});

describe('the hash of files', () => {
  test('changes with a name, a content, an added and a removed file, and with nothing else', () => {
    const hash = (): string => hashFiles(root, ['src', 'lock']);
    write('lock', 'x');
    write('src/a.ts', 'one');
    write('src/deep/b.ts', 'two');
    const first = hash();
    write('src/a.ts', 'one');
    write('other', 'y');
    expect(hash()).toBe(first);
    write('src/a.ts', 'One');
    expect(hash()).not.toBe(first);
    write('src/a.ts', 'one');
    write('src/c.ts', '');
    expect(hash()).not.toBe(first);
    rmSync(join(root, 'src/c.ts'));
    expect(hash()).toBe(first);
    rmSync(join(root, 'src/deep/b.ts'));
    write('src/deep/c.ts', 'two');
    expect(hash()).not.toBe(first);
  });
});

describe('what is still to be done', () => {
  /** A folder with everything in place, and its stamp. */
  const ready = () => {
    write('package.json', '{}');
    write('package-lock.json', '{}');
    write('tsconfig.json', '{}');
    write('tsconfig.build.json', '{}');
    write('src/main.ts', '');
    write('dist/main.js', '');
    write('node_modules/.package-lock.json', '{}');
    write('node_modules/faiss-node/package.json', '{}');
    write('node_modules/faiss-node/build/Release/faiss-node.node', '');
    return {
      ...emptyStamp(),
      lockfile: hashFiles(root, ['package-lock.json']),
      faiss: { state: 'working', how: 'compiled' } as const,
      usearch: true,
      sources: hashFiles(root, ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']),
    };
  };

  test('is everything at first and nothing at the end', () => {
    const stamp = ready();
    expect(pendingSteps(root, emptyStamp())).toEqual(['packages', 'faiss', 'usearch', 'sources']);
    expect(pendingSteps(root, stamp)).toEqual([]);
  });

  test('is the rest after a set-up that was interrupted', () => {
    const { lockfile } = ready();
    expect(pendingSteps(root, { ...emptyStamp(), lockfile })).toEqual(['faiss', 'usearch', 'sources']);
  });

  test('is compiling after a changed source or a lost dist', () => {
    const stamp = ready();
    write('src/main.ts', 'changed');
    expect(pendingSteps(root, stamp)).toEqual(['sources']);
    write('src/main.ts', '');
    rmSync(join(root, 'dist'), { recursive: true });
    expect(pendingSteps(root, stamp)).toEqual(['sources']);
  });

  test('is everything after a changed lockfile or a lost node_modules', () => {
    const stamp = ready();
    rmSync(join(root, 'node_modules'), { recursive: true });
    expect(pendingSteps(root, stamp)).toEqual(['packages', 'faiss', 'usearch']);
    ready();
    write('package-lock.json', '{ }');
    expect(pendingSteps(root, stamp)).toEqual(['packages', 'faiss', 'usearch', 'sources']);
  });

  test('is faiss-node again when its binary is lost, when asked, and when FAISS comes or goes on the machine', () => {
    const stamp = ready();
    const missing = (systemLibrary: boolean) => ({
      ...stamp,
      faiss: { state: 'missing', reason: '', remedy: '', systemLibrary } as const,
    });
    const tried = [missing(true), missing(false)].map((one) => pendingSteps(root, one));
    expect(tried.filter((steps) => steps.length === 0)).toHaveLength(1);
    expect(tried.filter((steps) => steps[0] === 'faiss')).toHaveLength(1);
    expect(pendingSteps(root, missing(true), true)).toEqual(['faiss', 'usearch']);
    expect(pendingSteps(root, stamp, true)).toEqual(['faiss', 'usearch']);
    rmSync(join(root, 'node_modules/faiss-node/build'), { recursive: true });
    expect(pendingSteps(root, stamp)).toEqual(['faiss']);
  });
});
