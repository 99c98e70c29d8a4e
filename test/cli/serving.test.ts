import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CellRecord } from '../../src/record.ts';
import { readRecord } from '../../src/report/read-record.ts';
import { compiled } from '../support/compiled.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';

const folder = mkdtempSync(join(tmpdir(), 'serving-'));
const out = join(folder, 'out');
const suite = `
name: tiny-serving
datasets: [{ name: tiny, path: data, splits: [fold-0] }]
models: [dual-cosine, concat]
baseline: dual-cosine
claim: false
training: { batchSize: 16, maxSteps: 20, stepsPerCheck: 20 }
network: { hidden: 16, embedding: 8, fusionHidden: [16] }
threads: 1
serving:
  directions: [left-right]
  queries: 40
  seconds: 0.3
  objectiveMs: 1000
  load: { seconds: 0.05, probes: 2 }
  strategies:
    - { model: dual-cosine, scorer: exact }
    - { model: dual-cosine, scorer: usearch, settings: { efSearch: [2, 64] } }
    - { model: concat, scorer: exhaustive-factorised }
`;
let main: string;
const matchbench = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

let cells: readonly CellRecord[];
beforeAll(async () => {
  main = fileURLToPath(await compiled('cli/main.js'));
  await writeTinyDataset(join(folder, 'data'), 60);
  writeFileSync(join(folder, 'tiny.yaml'), suite);
  const { code, stderr } = await matchbench('run', '--suite', 'tiny.yaml', '--out', out);
  expect(stderr).not.toMatch(/error|FAILED/);
  expect(code).toBe(0);
  cells = (await readRecord(out)).cells;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the whole test part ranked by the exhaustive scorer has the accuracy of the accuracy cell', () => {
  for (const model of ['dual-cosine', 'concat']) {
    const accuracy = cells.find(({ kind, key }) => kind === 'accuracy' && key.model === model)!;
    const quality = cells.find(({ kind, key }) => kind === 'quality' && key.model === model)!;
    for (const { metric, direction, leftCount, rightCount, value } of accuracy.figures) {
      if (!['R@1', 'R@5', 'R@10', 'nDCG@10'].includes(metric)) continue;
      const same = quality.figures.find(
        (other) =>
          other.metric === metric &&
          other.direction === direction &&
          other.leftCount === leftCount &&
          other.rightCount === rightCount,
      );
      expect(same?.value, `${model} ${metric}`).toBeCloseTo(value, 5);
    }
  }
});
