import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { writeReport } from '../../../src/report/write-report.ts';
import { type SyntheticRun, syntheticAccuracy, syntheticCosts, writeSyntheticRun } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function recordOf(run: SyntheticRun) {
  const root = await temporaryFolder();
  const dir = join(root, 'runs', 'one');
  await mkdir(dir, { recursive: true });
  await writeSyntheticRun(dir, run);
  const adr = join(root, 'docs', 'adr', '0007-retrieval.md');
  await writeReport(dir, { adr });
  return { adr, text: await readFile(adr, 'utf8') };
}

const whole: SyntheticRun = { accuracy: syntheticAccuracy(3, 4), cells: syntheticCosts };

test('a decision record has its usual parts, in their order', async () => {
  const { text } = await recordOf(whole);
  expect(text.match(/^##? .*/gm)).toEqual([
    expect.stringMatching(/^# Serve matches with tower · /),
    '## Context',
    '## Drivers',
    '## Options',
    '## Outcome',
    '## Consequences',
    '## How it can be checked',
  ]);
  expect(text).toContain('Break-even number of candidates: **');
  expect(text).toContain('    matchbench run --suite synthetic\n');
});

test('a number leads to the line of the figures that holds it, from where the record lies', async () => {
  const { adr, text } = await recordOf(whole);
  const links = [...text.matchAll(/\[([^\]]*?)(?: \\\[[^\]]*\\\])?\]\(([^)]*results\.csv)#L(\d+)\)/g)];
  expect(links.length).toBeGreaterThan(5);
  // A bracket that is escaped twice ends the text of its link.
  expect(text).not.toContain('\\\\]');
  expect(links.length).toBe(text.match(/results\.csv#L/g)!.length);
  for (const [, shown, path, line] of links) {
    const rows = (await readFile(normalize(join(dirname(adr), path!)), 'utf8')).split('\n');
    const row = rows[Number(line) - 1]!.split(',');
    const [unit, value] = [row[10]!, Number(row[11])];
    const factor: Readonly<Record<string, number>> = { fraction: 100, µs: 1000 };
    const number = Number(
      shown!
        .replace('−', '-')
        .replaceAll(',', '')
        .match(/-?[\d.]+/)![0],
    );
    const scale = unit === 'ms' && shown!.includes('µs') ? 1000 : unit === 'bytes' ? number / value : (factor[unit] ?? 1);
    expect(Math.abs(number - scale * value)).toBeLessThanOrEqual(0.051 + 0.005 * Math.abs(number));
  }
});

test('a run without latency gives a record that decides by accuracy alone', async () => {
  const { text } = await recordOf({ accuracy: syntheticAccuracy(2, 4) });
  expect(text).toContain('No latency was measured: only accuracy decides.');
  expect(text).not.toContain('undefined');
});

test('nothing from a record becomes markup in it', async () => {
  const hostile = '<img src=x onerror=alert(1)> [a](javascript:b) `c`';
  const { text } = await recordOf({ ...whole, command: hostile, datasets: ['toys'] });
  const prose = text.split('\n').filter((line) => !line.startsWith('    '));
  expect(prose.join('\n')).not.toMatch(/<img|javascript:/);
});
