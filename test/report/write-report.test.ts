import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SampleSeries } from '../../src/record.ts';
import { costModelsOf } from '../../src/report/costs/cost-model-of.ts';
import { deriveFigures } from '../../src/report/figures/figures.ts';
import { choicesOf, type Decided, decided } from '../../src/report/page/choices.ts';
import { html } from '../../src/report/page/html.ts';
import { readRecord } from '../../src/report/record/read-record.ts';
import { escapeMarkdown } from '../../src/report/text/escape.ts';
import { writeReport } from '../../src/report/write-report.ts';
import {
  dualTower,
  earlyFusion,
  latencies,
  type SyntheticCell,
  type SyntheticRun,
  syntheticAccuracy,
  syntheticCosts,
  syntheticModel,
  writeSyntheticRun,
} from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function reportOf(run: SyntheticRun, width?: number) {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, run);
  const { csv, markdown, summary } = await writeReport(dir, { width });
  return { dir, csv: await readFile(csv, 'utf8'), markdown: await readFile(markdown, 'utf8'), summary };
}

const whole: SyntheticRun = { accuracy: syntheticAccuracy(3, 4), cells: syntheticCosts };

test('the report of one record has the same bytes every time', async () => {
  const first = await reportOf(whole);
  const again = await writeReport(first.dir);
  expect(await readFile(again.csv, 'utf8')).toBe(first.csv);
  expect(await readFile(again.markdown, 'utf8')).toBe(first.markdown);
  expect(again.summary).toBe(first.summary);
});

test('the verdict and its tables stand first, then training, details, machine, and how to run it again; the suite is named, not printed', async () => {
  const { markdown } = await reportOf(whole);
  expect(markdown.match(/^##? .*/gm)).toEqual([
    '# Early fusion or dual tower: synthetic',
    '## Verdict',
    '## Accuracy on toys',
    '## Which strategy, up to how many candidates',
    '## Cost of one query',
    '## Cached embeddings: exact search and indexes',
    '## Cost of all N × M pairs',
    '## Training and work',
    '## Charts',
    '## Accuracy on toys in detail',
    '## Memory',
    '## Doubts',
    '## Machine and settings',
    '## Run it again',
  ]);
  expect(markdown).toContain('**Early fusion loses on toys: fusion ranks worse than the dual tower tower, MRR −25.0');
  expect(markdown).toContain('    matchbench run --suite synthetic\n');
  expect(markdown).toMatch(/^Suite: synthetic, SHA-256 [0-9a-f]{64}; in full/m);
  expect(markdown).not.toContain('"baseline"');
});

test('tables hold what was measured, n/a with too few samples, and never where an index does not pay', async () => {
  const { markdown } = await reportOf(whole);
  expect(markdown).toContain('| tower | 95.0 | left→right | 0.0 [0.0, 0.0] | 100.0 [100.0, 100.0] |');
  expect(markdown).toMatch(
    /\| toys \| fusion \| early fusion \| .* \| 12\.3 s \| 5 trillion \| 700 \| 1\.23 million \| 1,000 \| 50 \| 20 \| 16 B \| 8 B \|/,
  );
  expect(markdown).toMatch(/\| fusion \| exhaustive-naive \| .* \| n\/a \(n = 100\) \| n\/a \(n = 100\) \| 9 ms \|/);
  expect(markdown).toMatch(/\| tower \| exact \| left→right \| 2,000 \| 1 \(exact\) \|/);
  expect(markdown).toMatch(/efSearch=16 \| left→right \| 2,000 \| 0\.930 \|.*\| 150 ms \| 3 MiB \| 500 \[/);
  expect(markdown).toMatch(/efSearch=64 .* \| 150 ms \| 3 MiB \| never \|/);
  expect(markdown).toMatch(/\| 1 million \| 1 trillion \| \d+ days \[/);
});

test('one seed gives figures but no claim, and no spread', async () => {
  const { csv, markdown } = await reportOf({ accuracy: syntheticAccuracy(1, 4) });
  expect(markdown).toContain('**No claim about families on toys: one seed was compared.**');
  expect(csv).toContain('\nfusion,,left-right,toys,fold-0,0,cpu,30,20,MRR difference,fraction,-0.25,-0.25,-0.25,12\n');
  expect(csv).not.toContain('over seeds');
});

test('a run without a single finished cell still gives a report that says so', async () => {
  const failed = {
    id: 'a',
    kind: 'train',
    status: 'failed',
    failure: { message: 'It took too long.', remedy: 'Raise cellMinutes.' },
  } as const;
  const { csv, markdown, summary } = await reportOf({ cells: [failed] });
  expect(csv.split('\n')).toHaveLength(2);
  expect(markdown).toContain('- Failed, and missing above: a. It took too long. Raise cellMinutes.');
  expect(summary).toContain('No claim about families on toys');
});

test('rows do not depend on the order in which cells were done', async () => {
  const cells = [...syntheticCosts];
  const backwards = await reportOf({ accuracy: [...whole.accuracy!].reverse(), cells: cells.reverse() });
  const rows = (csv: string): string[] => csv.split('\n').sort();
  expect(rows(backwards.csv)).toEqual(rows((await reportOf(whole)).csv));
});

test('nothing from a record becomes markup, a link or a terminal escape', async () => {
  const hostile = '<img src=x onerror=alert(1)> | [a](javascript:b) `c` \u001b[31m\n# d @e';
  const { markdown, summary } = await reportOf({
    accuracy: syntheticAccuracy(2, 1),
    models: [dualTower, syntheticModel('fusion', 'early fusion', { summary: hostile })],
    warnings: [{ code: 'x', message: hostile, remedy: hostile }],
    cells: [
      { id: hostile, kind: 'train', status: 'failed', failure: { message: hostile } },
      {
        id: 'a',
        kind: 'latency',
        samples: [{ name: 'end to end', unit: 'ms', key: { model: 'tower', scorer: hostile, dataset: 'toys' }, values: [1, 2] }],
      },
      ...['tower', 'fusion'].map((model) => ({
        id: model,
        kind: 'train',
        figures: [{ model, dataset: 'toys', seed: 0, metric: 'parameters', unit: hostile.slice(0, 40), value: 1 }],
      })),
    ],
    command: `matchbench run ${hostile}`,
    suite: { description: hostile },
  });
  const prose = markdown.split('\n').filter((line) => !line.startsWith('    '));
  // Charts are ours: a drawing beside the report.
  const text = prose.join('\n').replace(/^!\[[^\]]*\]\(charts\/[\w-]+\.svg\)$/gm, '');
  expect(text).not.toMatch(/<img|(?<!\\)\]\(|(?<!\\)`| @e|^# d/m);
  expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  for (const [i, line] of prose.entries()) {
    if (!line.startsWith('| ---')) continue;
    const bars = (row: string | undefined): number => (row ?? '').match(/(?<!\\)\|/g)?.length ?? 0;
    expect(bars(prose[i + 1])).toBe(bars(line));
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(markdown + summary).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

test('the summary is plain text with the verdict, a table and the reach', async () => {
  const { summary } = await reportOf(whole);
  const lines = summary.split('\n');
  expect(lines[0]).toContain('Early fusion loses on toys');
  expect(lines).toContainEqual(expect.stringMatching(/^tower +l→r +0\.0 +50\.0$/));
  expect(lines).toContainEqual(expect.stringMatching(/^tower +12\.3 s +500 µs +exact$/));
  expect(lines).toContainEqual(
    expect.stringMatching(/^- With both sides encoded, scoring all N × M pairs with fusion \(exhaustive-factorised\)/),
  );
});

test('tables of the summary fit a terminal of 80 columns, long names included', async () => {
  const name = 'a-model-with-a-rather-long-name@equal-time';
  const scorer = 'an-index-with-a-long-name efConstruction=256 efSearch=1024';
  const latency = {
    id: 'latency',
    kind: 'latency',
    samples: [
      latencies('end to end', { model: name, scorer, dataset: 'toys', direction: 'left-right', leftCount: 3, rightCount: 4 }, 1),
    ],
  };
  const accuracy = syntheticAccuracy(2, 4).flatMap((run) => [run, ...(run.model === 'fusion' ? [{ ...run, model: name }] : [])]);
  const models = [dualTower, earlyFusion, syntheticModel(name, 'early fusion')];
  const { summary } = await reportOf({ accuracy, models, cells: [latency] }, 80);
  expect(summary).toContain('efSearch=1024');
  const tables = summary.split('\n').filter((line) => !/^[-A-Z]/.test(line));
  expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a median without samples enough is n/a on the terminal too, and what to raise is said', async () => {
  const key = {
    model: 'fusion',
    scorer: 'exhaustive-naive',
    dataset: 'toys',
    direction: 'left-right',
    leftCount: 3,
    rightCount: 4,
  } as const;
  const { summary } = await reportOf({
    accuracy: syntheticAccuracy(2, 4),
    cells: [{ id: 'latency', kind: 'latency', samples: [latencies('end to end', key, 40, 10)] }],
  });
  expect(summary).toMatch(/^fusion +n\/a \(n = 10\) +exhaustive-naive$/m);
  expect(summary).toContain('n/a: a median takes 11 samples; raise cost.latencySeconds');
});

test('the summary names the same query as the verdict, quickest scorer and direction alike', async () => {
  const key = { model: 'tower', scorer: 'exact', dataset: 'toys', leftCount: 3, rightCount: 4 } as const;
  const { summary, markdown } = await reportOf({
    accuracy: syntheticAccuracy(2, 4),
    cells: [
      { id: 'l', kind: 'latency', samples: [latencies('end to end', { ...key, direction: 'left-right' }, 3)] },
      { id: 'r', kind: 'latency', samples: [latencies('end to end', { ...key, direction: 'right-left' }, 1)] },
    ],
  });
  expect(summary).toMatch(/^tower +3 ms +exact$/m);
  expect(markdown).toContain('One query left→right with tower (exact) over 4 candidates, from its features on: p50 3 ms');
});

test('a model has a row of training for every data set, not a mean over them', async () => {
  const train = (dataset: string, seconds: number): SyntheticCell => {
    const key = { model: 'tower', dataset, split: 'fold-0', seed: 0 };
    const figures = [
      { ...key, metric: 'training time', unit: 's', value: seconds },
      { ...key, metric: 'parameters', unit: 'parameters', value: 10 },
    ];
    return { id: dataset, kind: 'train', key, figures };
  };
  const { markdown } = await reportOf({ cells: [train('a', 10), train('b', 30)], datasets: ['a', 'b'] });
  expect(markdown).toMatch(/\| a \| tower \|.*\| 10 s \|/);
  expect(markdown).toMatch(/\| b \| tower \|.*\| 30 s \|/);
});

test('an offset below 0 is the same in the tables and in the figures', async () => {
  const samples = [100, 300, 1000].flatMap((side) => ({
    name: 'pair pass',
    unit: 's',
    key: { model: 'fusion', scorer: 'exact', dataset: 'toys', leftCount: side, rightCount: side },
    values: [1e-6 * side * side - 0.002],
  }));
  const { csv, markdown } = await reportOf({ cells: [{ id: 'scale', kind: 'scale', samples }] });
  expect(csv).toMatch(/pair pass fit offset,s,-0\.00(2|199)/);
  expect(markdown).toContain('- exact: −2 ms');
});

test('the run tells how long it took, cut off or not, and its largest process', async () => {
  const cell = (id: string, finishedAt: string, workerPeakBytes: number): SyntheticCell => ({
    id,
    kind: 'train',
    finishedAt,
    details: { workerPeakBytes },
  });
  const { markdown } = await reportOf({
    cells: [cell('a', '2026-01-01T00:01:00Z', 2 ** 29), cell('b', '2026-01-01T09:00:30Z', 2 ** 28)],
    attempts: [
      { startedAt: '2026-01-01T00:00:00Z', outcome: 'interrupted' },
      { startedAt: '2026-01-01T09:00:00Z', finishedAt: '2026-01-01T09:01:00Z', outcome: 'finished' },
    ],
  });
  expect(markdown).toContain('| wall time of the run | 2 min |');
  expect(markdown).toContain('| largest peak memory of a process of the run | 512 MiB |');
});

test('the same figure twice is an error that names it', async () => {
  const figure = { model: 'tower', scorer: 'exact', metric: 'peak memory', unit: 'bytes', value: 1 };
  const cells = ['a', 'b'].map((id) => ({ id, kind: 'memory', figures: [figure] }));
  await expect(reportOf({ cells })).rejects.toThrow(/internal: two figures of the same thing, .*peak memory/);
});

test('the accuracy table tells over how many seeds its means are', async () => {
  const { markdown } = await reportOf({
    accuracy: syntheticAccuracy(3, 1).filter(({ model, seed }) => model === 'tower' || seed > 0),
  });
  expect(markdown).toContain('mean over 2 seeds (those that every model finished)');
});

test('what would turn the answer stands in report.md and report.html as decide says it', async () => {
  // Both are within the objective of 50 ms, by less than their p99 is known to.
  const factors: Readonly<Record<string, number>> = { exact: 45.5 / 0.5, 'exhaustive-factorised': 45.5 / 3 };
  const near = ({ key, values }: SampleSeries): number[] => values.map((value) => value * (factors[key.scorer ?? ''] ?? 1));
  const cells = syntheticCosts.map((cell) =>
    cell.samples === undefined ? cell : { ...cell, samples: cell.samples.map((series) => ({ ...series, values: near(series) })) },
  );
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, { accuracy: syntheticAccuracy(3, 2), cells });
  const { markdown, page } = await writeReport(dir);
  const loaded = await readRecord(dir);
  const [{ says }] = choicesOf(costModelsOf(loaded, deriveFigures(loaded)), 'dual tower').map(decided) as [Decided];
  expect(says.wouldFlip.length).toBeGreaterThan(0);
  const inMarkdown = await readFile(markdown, 'utf8');
  const verdict = inMarkdown.slice(inMarkdown.indexOf('## Verdict'), inMarkdown.indexOf('## Accuracy'));
  const inPage = await readFile(page, 'utf8');
  for (const sentence of [says.answer, ...says.wouldFlip]) {
    expect(verdict).toContain(escapeMarkdown(sentence));
    expect(inPage).toContain(html`${sentence}`.markup);
  }
});

test('a report of drawn data says so before anything else, in every form, and which of them are drawn', async () => {
  const dir = await temporaryFolder();
  const accuracy = ['toys', 'dice'].flatMap((dataset) => syntheticAccuracy(2, 4).map((one) => ({ ...one, dataset })));
  await writeSyntheticRun(dir, { accuracy, datasets: ['toys', 'dice'], drawn: ['dice'] });
  const { markdown, page, adr } = await writeReport(dir, { adr: join(dir, 'adr.md') });
  const [ofMarkdown, ofPage, ofAdr] = await Promise.all([markdown, page, adr!].map((file) => readFile(file, 'utf8')));
  expect(ofMarkdown).toMatch(/^# .*\n\n\*\*Synthetic data \(dice\): features were drawn at random/);
  expect(ofPage).toMatch(/<\/h1><p><strong>Synthetic data \(dice\): .*<\/strong><\/p><\/header>/);
  expect(ofAdr).toMatch(/## Context\n\n\*\*Synthetic data \(dice\): /);

  await writeSyntheticRun(dir, { accuracy, datasets: ['toys', 'dice'] });
  await writeReport(dir);
  for (const file of [markdown, page]) expect(await readFile(file, 'utf8')).not.toContain('ynthetic data');
});
