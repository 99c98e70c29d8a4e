import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrialRow } from '../../src/suite/tuning/trial-rows.ts';
import { compiled } from '../support/compiled.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-'));
const suite = `
name: tiny
datasets: [{ name: tiny, path: data, splits: [fold-0] }]
models: [dual-cosine, concat]
baseline: dual-cosine
training: { batchSize: 16, maxSteps: 12, stepsPerCheck: 4, warmUpSteps: 2 }
network: { hidden: 16, embedding: 8, fusionHidden: [16] }
tuning: { trials: 2, space: { learningRate: [1e-2], batchSize: [8] } }
threads: 1
`;
let main: string;
const matchbench = (...args: string[]) =>
  new Promise<{ code: number; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, _, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });

beforeAll(async () => {
  main = fileURLToPath(await compiled('cli/main.js'));
  await writeTinyDataset(join(folder, 'data'), 60, true);
  writeFileSync(join(folder, 'tiny.yaml'), suite);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('matchbench tune', () => {
  it('writes the trials of every model, at the same steps and at the same time, and resumes from finished ones', async () => {
    const first = await matchbench('tune', 'tiny.yaml', '--out', 'out');
    expect(first.stderr).not.toMatch(/error|FAILED/);
    expect(first.code).toBe(0);
    const { trials } = JSON.parse(readFileSync(join(folder, 'out/tuning.json'), 'utf8')) as { trials: TrialRow[] };
    expect(trials.map(({ model, equalTime, trial }) => `${model} ${equalTime} ${trial}`)).toEqual([
      'dual-cosine false 0',
      'concat false 0',
      'concat true 0',
      'dual-cosine false 1',
      'concat false 1',
      'concat true 1',
    ]);
    expect(trials.filter(({ trial }) => trial === 1).map(({ drawn }) => drawn)).toEqual(
      Array(3).fill({ learningRate: 0.01, batchSize: 8 }),
    );
    // Half the batch, twice the steps.
    expect(trials.find(({ model, trial, equalTime }) => model === 'concat' && trial === 1 && !equalTime)!.steps).toBe(24);
    const text = readFileSync(join(folder, 'out/tuning.md'), 'utf8');
    expect(text.match(/\*\*[01]\.\d{3}\*\*/g)!.length).toBeGreaterThanOrEqual(4);
    // No test item is ranked, no model is kept.
    expect(existsSync(join(folder, 'out/tiny'))).toBe(false);

    const again = await matchbench('tune', 'tiny.yaml', '--out', 'out', '--resume');
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(/6 of them finished before/);
  });
});
