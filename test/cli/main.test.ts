import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { models } from '../../src/models.ts';
import { compiled } from '../support/compiled.ts';

const source = fileURLToPath(new URL('../../src/', import.meta.url));
let main: string;
beforeAll(async () => {
  main = fileURLToPath(await compiled('cli/main.js'));
});
const matchbench = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

describe('matchbench', () => {
  it('prints help with examples and every exit code', async () => {
    const { code, stdout } = await matchbench('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('$ matchbench run');
    for (const exitCode of Object.values(exitCodes)) expect(stdout).toMatch(new RegExp(`^ +${exitCode} {2}`, 'm'));
  });

  it('loads nothing heavy before a command asks for it', () => {
    const packages = new Set<string>();
    const seen = new Set<string>();
    const follow = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, type, target] of readFileSync(file, 'utf8').matchAll(/^import (type )?[^;]*?'([^']+)';$/gms)) {
        if (type !== undefined) continue;
        if (target!.startsWith('.')) follow(join(dirname(file), target!));
        else if (!target!.startsWith('node:')) packages.add(target!);
      }
    };
    follow(join(source, 'cli/main.ts'));
    expect([...seen].map((file) => relative(source, file))).toContain('cli/run-command.ts');
    expect([...packages].sort()).toEqual(['@commander-js/extra-typings', 'picocolors']);
  });

  it.each([
    ['an unknown option', ['run', '--sute', 'x'], exitCodes.input, 'Did you mean --suite?'],
    ['an unknown command', ['rum'], exitCodes.input, 'Did you mean run?'],
    ['an unknown suite', ['run', '--suite', 'quik', '--dry-run'], exitCodes.input, 'Did you mean "quick"?'],
    ['a missing suite file', ['run', '--suite', 'no/such.yaml'], exitCodes.input, 'does not exist'],
    ['a number that is none', ['run', '--seeds', '0'], exitCodes.input, 'whole number from 1 on'],
    ['widths that are none', ['list', 'models', '--widths', '128'], exitCodes.input, 'Two widths are expected'],
    ['resuming nowhere', ['run', '--resume'], exitCodes.input, '--resume needs --out'],
    ['a report of nothing', ['report', 'no/such/run'], exitCodes.input, 'there is no such folder'],
    ['a report of what is no run', ['report', 'src'], exitCodes.input, 'this folder holds no run'],
    ['a data set of nothing', ['data', 'inspect', '/nope'], exitCodes.input, 'there is no such data set or folder'],
    ['a data set with a typo', ['data', 'inspect', 'emojy'], exitCodes.input, 'Did you mean "emoji"?'],
    ['a folder that is no data set', ['data', 'inspect', 'src'], exitCodes.input, 'This folder holds no data set'],
  ])('answers %s with one clear error and its exit code', async (_what, args, exitCode, message) => {
    const { code, stdout, stderr } = await matchbench(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(exitCode);
    expect(stdout).toBe('');
    // Not on a terminal: no colours, and no stack of ours.
    expect(stderr).not.toContain('\u001b');
    expect(stderr).not.toMatch(/^ +at .*\.js:/m);
  });

  it('lists what there is, as text and as JSON', async () => {
    const { stdout } = await matchbench('list', '--json');
    const lists = JSON.parse(stdout) as Record<string, { name: string }[]>;
    expect(Object.keys(lists)).toEqual(['models', 'objectives', 'suites', 'datasets', 'scorers', 'metrics']);
    expect(lists.models!.map(({ name }) => name).toSorted()).toEqual(Object.keys(models).toSorted());
    expect((await matchbench('list', 'models', '--widths', '128,64')).stdout).toMatch(
      /^ +concat +early fusion +\d\d\.\d\d .*MLP\[x; y\] +Deng et al\. 2019/m,
    );
    expect((await matchbench('list', 'scorers')).stdout).toMatch(/faiss-hnsw .*efSearch \(sweep\)/);
  });
});
