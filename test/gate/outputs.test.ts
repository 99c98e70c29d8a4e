import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Level } from '../../src/gate/metric-kinds.ts';
import { appendSummary, toAnnotations, toJunit, toMarkdown } from '../../src/gate/outputs.ts';
import { toText } from '../../src/gate/words.ts';
import { evidence, gateResult } from '../support/gate-results.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const one = (name: string, harm: number, level: Level = 'error') => evidence(name, harm, { rule: { level, tolerance: 2 } });
const many = (count: number, level: 'error' | 'warn' = 'error') =>
  gateResult(Array.from({ length: count }, (_, i) => one(`latency model-${i}`, 5 + i, level)));

describe('annotations', () => {
  test('are at most ten of a kind, worst first, the last of them counting what is left out', () => {
    const lines = toAnnotations(many(25));
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^::error title=fail%3A latency model-24::\+29\.0 %25 \[/);
    expect(lines[9]).toBe('::error title=matchbench gate::and 16 more, less severe: see the summary of the step');
    expect(toAnnotations(many(10))).toHaveLength(10);
    expect(toAnnotations(many(10)).join()).not.toContain('more, less severe');
  });

  test('are warnings for what only warns or is not known, and none for what passes or is off', () => {
    const lines = toAnnotations(
      gateResult([one('latency a', 5, 'warn'), one('latency b', 2), one('latency c', 0), one('latency d', 9, 'off')]),
    );
    expect(lines.map((line) => line.split('::')[1])).toEqual([
      'warning title=inconclusive%3A latency b',
      'warning title=fail%3A latency a',
    ]);
  });

  test('cannot be ended or begun by a name', () => {
    const [line] = toAnnotations(gateResult([one('latency a\n::error::b, c: 5%', 9)]));
    expect(line!.split('\n')).toHaveLength(1);
    expect(line).toMatch(/^::error title=fail%3A latency a[^,:]*::/);
  });
});

describe('the summary of a step', () => {
  test('has every metric, worst first', () => {
    const text = toMarkdown(gateResult([one('latency good', 0), one('latency bad', 9)]));
    expect(text.indexOf('latency bad |')).toBeLessThan(text.indexOf('latency good |'));
    expect(text).toContain('**FAIL: head is worse than base; worse (+ is harm): latency bad +9.00 %**');
    expect(text).not.toContain('left out');
  });

  test('stays below the limit of the platform and says how much was left out', () => {
    const text = toMarkdown(many(400), 20_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(20_000);
    const rows = text.split('\n').filter((line) => line.startsWith('| latency'));
    expect(rows[0]).toContain('model-399');
    expect(text).toContain(`… and ${400 - rows.length} more metrics, less severe, left out`);
    expect(Buffer.byteLength(toMarkdown(many(9_000)))).toBeLessThan(1024 * 1024);
  });

  test('is added to what other steps wrote', async () => {
    const file = join(await temporaryFolder(), 'summary.md');
    appendSummary(file, 'one\n');
    appendSummary(file, 'two\n');
    expect(await readFile(file, 'utf8')).toBe('one\ntwo\n');
    expect(() => appendSummary(join(file, 'below'), 'x')).toThrow(/could not be written/);
  });
});

test('JUnit XML counts what fails and what is skipped, and escapes names', () => {
  const xml = toJunit(gateResult([one('latency <a>', 9), one('latency b', 2), one('latency c', 0), one('latency d', 9, 'warn')]));
  expect(xml).toContain('tests="4" failures="1" errors="0" skipped="2"');
  expect(xml).toContain('name="latency &lt;a&gt;"');
  expect(xml.match(/<failure /g)).toHaveLength(1);
});

test('a head that is faster and less accurate is told as both', () => {
  const text = toText(gateResult([one('nDCG@10 a', 5), one('latency a', -30)]));
  expect(text).toMatch(
    /^FAIL.*worse \(\+ is harm\): nDCG@10 a \+5\.00 %; better, which does not make up for it: latency a −30\.0 %/,
  );
});
