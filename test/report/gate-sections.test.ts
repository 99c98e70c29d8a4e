import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { givenToReport, readGateResult } from '../../src/report/record/gate-result.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { evidence, gateText } from '../support/gate-results.ts';
import { type SyntheticRun, syntheticAccuracy, syntheticCosts, writeSyntheticRun } from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const whole = [
  evidence('latency tower', 5),
  evidence('latency fusion', 0.1),
  evidence('build time tower', 2, { rule: { level: 'warn', tolerance: 2 } }),
  evidence('nDCG@10 <fusion>', Number.NaN, {
    interval: undefined,
    p: Number.NaN,
    finds: () => undefined,
    samples: 2,
    unit: 'points',
  }),
];

const run: SyntheticRun = { accuracy: syntheticAccuracy(2, 4), cells: syntheticCosts };

async function reportWith(texts: readonly string[]) {
  const dir = await temporaryFolder();
  await writeSyntheticRun(join(dir, 'run'), run);
  const gates = texts.map((text, i) => {
    const path = join(dir, `gate-${i}.json`);
    writeFileSync(path, text);
    return path;
  });
  const { page, markdown } = await writeReport(join(dir, 'run'), { gates });
  return { page: await readFile(page, 'utf8'), markdown: await readFile(markdown, 'utf8') };
}

test('a gate in a report has its verdict, every metric worst first, and its notes, escaped', async () => {
  const { page, markdown } = await reportWith([gateText(whole)]);
  expect(markdown).toContain('## Gate\n');
  expect(markdown).toContain('**FAIL: head is worse than base; worse (+ is harm): latency tower +5.00 %.**');
  expect(markdown).toContain(
    'base main, head HEAD; suite ci, 40 pairs of fresh processes in random order, seed 7, machine 0123456789ab',
  );
  expect(markdown).toMatch(
    /\| latency tower \| \+5\.00 % \[\+4\.50, \+5\.50\] \| 2 % \| 2\.50 % \| .* \| fail \| more than 2 % worse \|/,
  );
  expect(markdown).toMatch(/\| nDCG\S+10 &lt;fusion&gt; \| n\/a \|.*too few to say anything/);
  expect(markdown.indexOf('| latency tower')).toBeLessThan(markdown.indexOf('| latency fusion'));
  const section = page.match(/<section id="gate">[\s\S]*?<\/section>/)![0];
  expect(section).toContain('<strong>FAIL: head is worse than base; worse (+ is harm): latency tower +5.00 %.</strong>');
  const rows = [...section.matchAll(/<tbody>[\s\S]*?<\/tbody>/g)].map(([body]) => body.match(/<tr>/g)!.length);
  // What does not pass, then everything.
  expect(rows).toEqual([3, 4]);
  expect(section).toContain('inconclusive (warning)');
  expect(section).toContain('only head has &lt;the metric&gt; x');
  expect(section).not.toContain('<fusion>');
});

test('the forest plot holds harm in multiples of its tolerance, for all that has a harm', async () => {
  const { page } = await reportWith([gateText(whole)]);
  const charts = JSON.parse(gunzipSync(Buffer.from(page.match(/id="charts">([^<]*)</)![1]!, 'base64')).toString()) as Record<
    string,
    { data: { values?: unknown[] }[] }
  >;
  const rows = charts['gate-0']!.data.flatMap(({ values }) => values ?? []) as { metric: string; value: number; low: number }[];
  expect(rows.map(({ metric, value, low }) => [metric, value, low])).toEqual([
    ['latency tower', 2.5, 2.25],
    ['build time tower', 1, 0.75],
    ['latency fusion', 0.05, -0.2],
  ]);
});

test('several gates stand under one heading; without any there is none', async () => {
  const { page, markdown } = await reportWith([gateText(whole), gateText([evidence('latency tower', 0)])]);
  expect(markdown.match(/^## Gate$/gm)).toHaveLength(1);
  expect(markdown).toContain('**PASS: head is not worse than base beyond what is tolerated.**');
  expect(page).toContain('data-chart="gate-1"');
  const without = await reportWith([]);
  expect(without.markdown).not.toMatch(/^## (Gate|Hardware)$/m);
  expect(without.page).not.toMatch(/id="(gate|hardware)"/);
});

test('what is given is told apart: files and folders of gates, runs, and runs that hold a gate', async () => {
  const dir = await temporaryFolder();
  const at = (...parts: string[]): string => join(dir, ...parts);
  for (const folder of ['run', 'gate', 'both', 'neither']) mkdirSync(at(folder));
  for (const folder of ['run', 'both']) writeFileSync(at(folder, 'record.json'), '{}');
  for (const place of [at('gate', 'gate.json'), at('both', 'gate.json'), at('alone.json')]) writeFileSync(place, gateText(whole));
  expect(givenToReport([at('run'), at('gate'), at('both'), at('neither'), at('alone.json'), at('missing')])).toEqual({
    runs: [at('run'), at('both'), at('neither'), at('missing')],
    gates: [at('gate', 'gate.json'), at('both', 'gate.json'), at('alone.json')],
  });
});

test('a file that is no result of a gate is refused with its place', async () => {
  const path = join(await temporaryFolder(), 'x.json');
  const refusal = (text: string): unknown => {
    writeFileSync(path, text);
    try {
      return readGateResult(path);
    } catch (error) {
      return error;
    }
  };
  expect(refusal('{"format":"matchbench-record"}')).toMatchObject({ kind: 'input', place: path });
  expect(refusal('null')).toMatchObject({ kind: 'input' });
  expect(refusal('{')).toMatchObject({ kind: 'input' });
  expect(refusal(gateText(whole).replace('"suite"', '"suit"'))).toMatchObject({ kind: 'input' });
  expect(refusal(gateText(whole))).toMatchObject({ verdict: 'fail', pairs: 40 });
});
