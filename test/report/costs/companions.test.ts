import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { companionsOf } from '../../../src/report/costs/companions.ts';
import { readRecord } from '../../../src/report/record/read-record.ts';
import { writeReport } from '../../../src/report/write-report.ts';
import {
  latencies,
  type SyntheticCell,
  type SyntheticRun,
  syntheticAccuracy,
  writeSyntheticRun,
} from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const key = { model: 'tower', dataset: 'toys', split: 'fold-0', seed: 0 } as const;

const runOn = (device: 'cpu' | 'webgpu', weights: string, ms: number): SyntheticRun => {
  const served = { ...key, device, scorer: 'exact', direction: 'left-right', leftCount: 30, rightCount: 200 } as const;
  const cells: SyntheticCell[] = [
    {
      id: 'train',
      kind: device === 'cpu' ? 'train' : 'reuse',
      key,
      details: { folder: 'm' },
      files: [{ path: 'm/left.onnx', sha256: weights.repeat(64), bytes: 1 }],
    },
    { id: 'latency', kind: 'latency', samples: [latencies('end to end', served, ms)] },
  ];
  return { suite: { device, threads: 1 }, accuracy: syntheticAccuracy(1, 4), cells };
};

async function folders(runs: Readonly<Record<string, SyntheticRun>>): Promise<Record<string, string>> {
  const dir = await temporaryFolder();
  const places = Object.keys(runs).map((name) => [name, join(dir, name)] as const);
  for (const [name, place] of places) await writeSyntheticRun(place, runs[name]!);
  return Object.fromEntries(places);
}

test('the same weights on another device stand beside those of the run, which is the reference', async () => {
  const { cpu, gpu } = await folders({ cpu: runOn('cpu', 'b', 6), gpu: runOn('webgpu', 'b', 2) });
  const { page, markdown } = await writeReport(cpu!, { others: [gpu!] });
  const [text, html] = [await readFile(markdown, 'utf8'), await readFile(page, 'utf8')];
  expect(text).toContain('## Hardware\n');
  expect(text).toMatch(/\| gpu \| webgpu \|.*\| closed \|/);
  expect(text).toContain('### One query at a time');
  expect(text).toMatch(/\| toys \| tower \| exact \| left→right \| 200 \| gpu \| 2 ms.*\(3×\)/);
  const section = html.match(/<section id="hardware">[\s\S]*?<\/section>/)![0];
  expect(section).toContain('<h3>One query at a time</h3>');
  expect(section).toMatch(/\(3×\)/);
});

test('runs of other weights or other data are no companions, and a run of both kinds has those that are', async () => {
  const places = await folders({
    cpu: runOn('cpu', 'b', 6),
    same: runOn('webgpu', 'b', 2),
    trained: runOn('cpu', 'c', 2),
    data: { ...runOn('cpu', 'b', 2), datasets: ['others'] },
    bare: { accuracy: syntheticAccuracy(1, 4) },
  });
  const runs = Object.fromEntries(
    await Promise.all(
      Object.entries(places).map(async ([name, dir]) => [name, { name, loaded: await readRecord(dir) }] as const),
    ),
  );
  const { cpu, same, trained, bare } = runs;
  expect(companionsOf(cpu!, [trained!, bare!], []).comparison).toBeUndefined();
  expect(companionsOf(bare!, [cpu!], []).comparison).toBeUndefined();
  const { comparison } = companionsOf(cpu!, [trained!, same!, bare!], []);
  expect(comparison?.systems.map(({ name, division }) => [name, division])).toEqual([
    ['cpu', 'closed'],
    ['same', 'closed'],
  ]);
  const changed = {
    ...same!.loaded,
    record: { ...same!.loaded.record, datasets: [{ name: 'toys', version: '2', hash: 'f'.repeat(64) }] },
  };
  expect(companionsOf(cpu!, [{ name: 'changed', loaded: changed }], []).comparison).toBeUndefined();
});
