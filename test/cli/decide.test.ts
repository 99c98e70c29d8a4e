import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { beforeAll, describe, expect, it } from 'vitest';
import { itemCount, milliseconds, orAny, queryRate, share, updateRate, whereAsked } from '../../src/cli/quantity-options.ts';
import { decide } from '../../src/decision/decide.ts';
import { exitCodes } from '../../src/errors.ts';
import { compiled } from '../support/compiled.ts';

describe('a quantity on the command line', () => {
  it.each([
    [itemCount, '1e6', 1_000_000],
    [itemCount, '1M', 1_000_000],
    [itemCount, '2.5k', 2500],
    [queryRate, '50', 50],
    [queryRate, '3000/min', 50],
    [updateRate, '1e5/day', 100_000],
    [updateRate, '2/s', 172_800],
    [milliseconds, '100ms', 100],
    [milliseconds, '0.2s', 200],
    [milliseconds, '500 us', 0.5],
    [share, '0.98', 0.98],
    [share, '98%', 0.98],
  ])('%o reads %s', (read, text, value) => expect(read(text)).toBeCloseTo(value, 9));

  it.each([
    [milliseconds, '100', 'A unit is missing: 100us, 100µs, 100ms, 100s, 100min?'],
    [milliseconds, '100msec', 'Unknown unit "msec". Did you mean "ms"?'],
    [milliseconds, 'fast', 'A time is expected, as 100ms or 0.2s.'],
    [milliseconds, '0ms', 'A number above 0 is expected'],
    [milliseconds, '-5ms', 'A time is expected'],
    [updateRate, '1e5', 'A unit is missing: 1e5/s, 1e5/min, 1e5/h, 1e5/day?'],
    [updateRate, '1e5/dya', 'Did you mean "/day"?'],
    [queryRate, '50ms', 'Unknown unit "ms".'],
    [itemCount, '1.5', 'A whole number'],
    [itemCount, '1m', 'Unknown unit "m". Did you mean "'],
    [itemCount, '1e99', 'A number above 0'],
    [itemCount, 'Infinity', 'A number of items is expected'],
    [share, '98', 'A share of at most 1 is expected. Did you mean 98%?'],
    [share, '980', 'A share of at most 1 is expected.'],
  ])('%o refuses %s and says what was meant', (read, text, message) => {
    expect(() => orAny(read)(text)).toThrow(message);
    expect(() => read(text)).toThrow(InvalidArgumentError);
    expect(() => read(text)).toThrow(message);
  });
});

it('a limit may be any, which is none', () => {
  expect([orAny(milliseconds)('any'), orAny(milliseconds)('100ms'), orAny(share)(' any ')]).toEqual(['any', 100, 'any']);
  expect(['any' as const, 100, undefined].map(whereAsked)).toEqual([undefined, 100, undefined]);
});

describe('matchbench decide', () => {
  let main: string;
  beforeAll(async () => {
    main = fileURLToPath(await compiled('cli/main.js'));
  });
  const matchbench = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [main, 'decide', ...args], (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  const wish = ['--candidates', '1332', '--qps', '50', '--p99', '100ms'];

  it('takes the direction whose latency was measured at more numbers of candidates, unless one is named', async () => {
    const said = await matchbench('reports/serving', ...wish);
    expect(said.stdout).toMatch(/^emoji, right→left: /);
    const named = await matchbench('reports/serving', ...wish, '--direction', 'left-right');
    expect(named.stdout).toMatch(/^emoji, left→right: /);
  });

  it('answers the wishes of the README as it says there', async () => {
    const rows = (await readFile('README.md', 'utf8')).split('\n').filter((line) => line.startsWith('| `--candidates'));
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) {
      const [asked, answer, quality, p99, rate] = row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()) as [string, string, string, string, string];
      const { stdout } = await matchbench('reports/serving', ...asked.replaceAll('`', '').split(' '));
      const lines = stdout.split('\n');
      const first = lines[lines.findIndex((line) => line.startsWith('meets the wish')) + 1]!;
      expect(stdout).toContain(`\nTake ${answer} `);
      expect(first.split(/ {2,}/).slice(1, 4)).toEqual([quality.split(' ')[0], p99, rate]);
    }
  }, 30_000);

  it('answers from the committed record with the JSON that gives the same answer again', async () => {
    const { code, stdout } = await matchbench('reports/reference', ...wish, '--quality', '0.98', '--json');
    expect(code).toBe(0);
    const { model, prices, decision } = JSON.parse(stdout);
    expect(decision.winner).toBe('dual-cosine · exact');
    expect(JSON.parse(JSON.stringify(decide(model, decision.wish, prices)))).toEqual(decision);
  });

  it('asks nothing of what may be any', async () => {
    const asked = ['reports/reference', '--candidates', '1332', '--qps', '50'];
    const [any, unsaid] = [await matchbench(...asked, '--p99', 'any', '--quality', 'any'), await matchbench(...asked)];
    expect(any).toEqual(unsaid);
    expect(any).toMatchObject({ code: 0, stderr: '' });
  });

  it('answers what cannot be with what can', async () => {
    const { code, stdout } = await matchbench('reports/reference', '--candidates', '1M', '--qps', '50', '--quality', '0.98');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^No strategy of this run is known to meet the wish/m);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/^- With 13,410 candidates instead of 1 million: dual-cosine · exact\.$/m);
  });

  it.each([
    ['a time without a unit', ['reports/reference', '--candidates', '10', '--qps', '1', '--p99', '100'], 'A unit is missing'],
    ['no number of candidates', ['reports/reference', '--qps', '1'], '--candidates'],
    ['a direction that is none', ['reports/reference', ...wish, '--direction', 'left'], 'left-right, right-left'],
    ['a data set with a typo', ['reports/reference', ...wish, '--dataset', 'emojy'], 'Did you mean "emoji"?'],
    ['what is no run', ['src', ...wish], 'this folder holds no run'],
  ])('answers %s with one clear error', async (_what, args, message) => {
    const { code, stdout, stderr } = await matchbench(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(exitCodes.input);
    expect(stdout).toBe('');
  });
});
