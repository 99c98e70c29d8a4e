import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSide } from '../../src/gate/side.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const here = process.cwd();
let scratch = '';
const find = (given: string) => findSide({ name: 'head', given, scratch, signal: new AbortController().signal, say: () => {} });
const open = async (given: string) => (await find(given))();

beforeEach(async () => {
  scratch = await temporaryFolder();
});
afterEach(() => process.chdir(here));

/** A repository of one commit, and the process in it. */
async function repository(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await temporaryFolder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: dir, stdio: 'pipe' });
  git('init', '-q');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(dir, path, '..'), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  git('add', '-A');
  git('commit', '-q', '-m', 'one');
  process.chdir(dir);
  return dir;
}
const worktrees = () => execFileSync('git', ['worktree', 'list'], { encoding: 'utf8' }).trim().split('\n').length;

describe('a side of a gate', () => {
  test('is no base at all where its name is neither a folder nor a commit', async () => {
    for (const given of ['no-such-ref', '-x', '--help']) {
      await expect(find(given)).rejects.toMatchObject({
        kind: 'input',
        message: `there is no head: "${given}" is neither a folder nor a commit that git knows here`,
        remedy: expect.stringContaining('fetch-depth: 0'),
      });
    }
  });

  test('is a folder that is built and has what the gate asks', async () => {
    const dir = await temporaryFolder();
    await expect(open(dir)).rejects.toThrow(/no built matchbench/);
    await mkdir(join(dir, 'dist/cli'), { recursive: true });
    await writeFile(join(dir, 'dist/cli/main.js'), '');
    await expect(open(dir)).rejects.toThrow(/older than the gate/);
    await mkdir(join(dir, 'dist/gate'));
    await writeFile(join(dir, 'dist/gate/probe.js'), '');
    const side = await open(dir);
    side.remove();
    expect(existsSync(dir)).toBe(true);
  });

  test('is no folder whose sources changed since its set-up compiled them', async () => {
    const dir = await temporaryFolder();
    const files = {
      'dist/cli/main.js': '',
      'dist/gate/probe.js': '',
      '.setup/stamp.json': '{ "sources": "one" }',
      'src/sources': 'one',
      'scripts/setup/sources.mjs': `import { readFileSync } from 'node:fs';
export const sourceHash = (root) => readFileSync(root + '/src/sources', 'utf8');`,
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(dir, path, '..'), { recursive: true });
      await writeFile(join(dir, path), text);
    }
    await open(dir);
    await writeFile(join(dir, 'src/sources'), 'two');
    await expect(find(dir)).rejects.toMatchObject({
      kind: 'input',
      place: dir,
      remedy: expect.stringContaining('npm run setup'),
    });
  });

  test('of a ref is set up apart from the working tree, and removed again, twice if need be', async () => {
    const setUp = `import { mkdirSync, writeFileSync } from 'node:fs';
for (const part of ['cli/main.js', 'gate/probe.js']) {
  mkdirSync('dist/' + part.split('/')[0], { recursive: true });
  writeFileSync('dist/' + part, '');
}`;
    const dir = await repository({ 'scripts/setup.mjs': setUp });
    const side = await open('HEAD');
    expect(side.shown).toMatch(/^HEAD \([0-9a-f]{10}\)$/);
    expect(side.folder.startsWith(scratch)).toBe(true);
    expect(existsSync(join(dir, 'dist'))).toBe(false);
    expect(worktrees()).toBe(2);
    side.remove();
    side.remove();
    expect(worktrees()).toBe(1);
  });

  test('that does not build is an error with what it said, and leaves nothing', async () => {
    await repository({ 'scripts/setup.mjs': "console.error('src/a.ts(3,1): error TS1005'); process.exit(2);" });
    await expect(open('HEAD')).rejects.toMatchObject({
      kind: 'internal',
      message: expect.stringMatching(/set-up of HEAD .* ended with exit code 2; it last said:\n.*TS1005/s),
    });
    expect(worktrees()).toBe(1);
  });

  test('of a ref without our set-up is refused, and leaves nothing', async () => {
    await repository({ 'README.md': 'other' });
    await expect(open('HEAD')).rejects.toThrow(/no built matchbench/);
    expect(worktrees()).toBe(1);
  });
});
