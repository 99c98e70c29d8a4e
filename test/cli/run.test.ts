import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { readSafetensors } from '../../src/files/safetensors.ts';
import type { CellRecord, RunRecord } from '../../src/record.ts';
import { examplesOf } from '../../src/report/record/examples.ts';
import { compiled } from '../support/compiled.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';

const folder = mkdtempSync(join(tmpdir(), 'run-'));
const out = join(folder, 'out');
const suite = `
name: tiny
datasets: [{ name: tiny, path: data, splits: [fold-0] }]
seeds: 2
models: [dual-cosine, late-interaction]
baseline: dual-cosine
equalTimeArm: true
training: { batchSize: 16, maxSteps: 40, stepsPerCheck: 20 }
network: { hidden: 16, embedding: 8, fusionHidden: [16] }
threads: 1
cost:
  latencyQueries: 11
  latencySeconds: 0.3
  latency: [exact]
  sweeps: [{ scorer: usearch, knob: efSearch, values: [2, 64] }]
  scale: [{ scorer: exhaustive-factorised, pairs: [100, 1000] }]
  memory: [exact]
`;
const trained = ['dual-cosine', 'late-interaction', 'late-interaction@equal-time'];
let main: string;
const matchbench = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

beforeAll(async () => {
  main = fileURLToPath(await compiled('cli/main.js'));
  await writeTinyDataset(join(folder, 'data'), 60, true);
  writeFileSync(join(folder, 'tiny.yaml'), suite);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('matchbench run', () => {
  it('trains, measures and reports, and lays its files out as promised', async () => {
    const { code, stdout, stderr } = await matchbench('run', '--suite', 'tiny.yaml', '--out', out);
    expect(stderr).not.toMatch(/error|FAILED/);
    expect(code).toBe(0);
    expect(stdout).toMatch(/dual-cosine/);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^read: .*report\.html$/);
    for (const file of ['record.json', 'results.csv', 'report.md', 'report.html']) expect(existsSync(join(out, file))).toBe(true);
    expect(
      readdirSync(join(out, 'tiny/fold-0'), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.\w+$/.test(name))
        .sort(),
    ).toEqual(
      [
        ...['left-right', 'right-left'].map((direction) => `qrels/${direction}.tsv`),
        ...['left', 'right'].flatMap((side) => [`features/${side}.safetensors`, `features/${side}.ids.txt`]),
        ...trained.flatMap((model) => [
          `scores/${model}.safetensors`,
          ...['left-right', 'right-left'].map((direction) => `rankings/${model}.${direction}.trec`),
          ...['left', 'right', 'interaction', 'pair', 'grid'].map((graph) => `models/${model}/${graph}.onnx`),
          `models/${model}/model.json`,
        ]),
      ].sort(),
    );
  });

  it('keeps queries on which the families differ, with what either answers, as the rankings and the relevance have it', () => {
    const read = (name: string): string => readFileSync(join(out, name), 'utf8');
    const kept = examplesOf(JSON.parse(read('cells/tiny.fold-0.examples.json')) as CellRecord)!;
    expect(kept.examples.length).toBeGreaterThan(2);
    for (const { direction, query, right, rightCount, answers } of kept.examples) {
      const relevant = read(`tiny/fold-0/qrels/${direction}.tsv`)
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/\s/))
        .filter(([id]) => id === query)
        .map(([, , id]) => id!);
      expect(relevant).toHaveLength(rightCount);
      expect(relevant).toEqual(expect.arrayContaining(right));
      expect(answers[0]!.model).toBe('dual-cosine');
      for (const { model, firstRight, top } of answers) {
        const ranking = read(`tiny/fold-0/rankings/${model}.${direction}.trec`)
          .trimEnd()
          .split('\n')
          .map((line) => line.split(' '))
          .filter(([id]) => id === query);
        expect(top.map(({ id }) => id)).toEqual(ranking.slice(0, 5).map(([, , id]) => id));
        expect(1 + ranking.findIndex(([, , id]) => relevant.includes(id!))).toBe(firstRight);
        for (const { id, isRight } of top) expect(isRight).toBe(relevant.includes(id));
      }
      const shown = (side: 'left' | 'right') => kept.items[side].map(({ id }) => id);
      const [asks, answersWith] = direction === 'left-right' ? (['left', 'right'] as const) : (['right', 'left'] as const);
      expect(shown(asks)).toContain(query);
      expect(shown(answersWith)).toEqual(
        expect.arrayContaining([...right, ...answers.flatMap(({ top }) => top.map(({ id }) => id))]),
      );
    }
  });

  it('ranks what it scored: the run file repeats the score matrix, best first, ranks from 1', async () => {
    const scores = (await readSafetensors(join(out, 'tiny/fold-0/scores/late-interaction.safetensors'))).tensors.scores!;
    const ids = (side: string) =>
      readFileSync(join(out, `tiny/fold-0/features/${side}.ids.txt`), 'utf8')
        .trimEnd()
        .split('\n');
    const [left, right] = [ids('left'), ids('right')];
    expect(scores.shape).toEqual([left.length, right.length]);
    const lines = readFileSync(join(out, 'tiny/fold-0/rankings/late-interaction.right-left.trec'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(right.length * Math.min(100, left.length));
    let last = { query: '', rank: 0, score: Number.POSITIVE_INFINITY };
    for (const line of lines) {
      const [query, q0, candidate, rank, score, tag] = line.split(' ');
      expect([q0, tag]).toEqual(['Q0', 'late-interaction']);
      expect(Number(rank)).toBe(query === last.query ? last.rank + 1 : 1);
      if (query === last.query) expect(Number(score)).toBeLessThanOrEqual(last.score);
      expect(Math.fround(Number(score))).toBe(scores.data[left.indexOf(candidate!) * right.length + right.indexOf(query!)]);
      last = { query: query!, rank: Number(rank), score: Number(score) };
    }
  });

  it('keeps the second seed of a split apart, and records cost under the names of the report', async () => {
    const record = JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')) as RunRecord;
    const cells = record.cells.map(({ file }) => JSON.parse(readFileSync(join(out, file), 'utf8')) as CellRecord);
    const third = cells.find(({ id }) => id === 'tiny/fold-0/late-interaction/seed-1/train')!;
    expect(third.files.every(({ path }) => path.startsWith('cells/tiny.fold-0.late-interaction.seed-1.model/'))).toBe(true);
    const csv = readFileSync(join(out, 'results.csv'), 'utf8');
    for (const metric of [
      'R@1',
      'rsum',
      'medR',
      'end to end p50',
      'build time',
      'index recall@10',
      'peak memory',
      'full pass',
      'training time',
    ]) {
      expect(csv).toContain(`,${metric},`);
    }
    expect(csv).toContain('usearch efSearch=64');
    expect(record.command).toBe('npx matchbench run --suite tiny.yaml');
    expect(record.models.map(({ name }) => name)).toEqual(trained);
  });

  it('resumes a finished run without doing anything again', async () => {
    const before = readFileSync(join(out, 'cells/tiny.fold-0.late-interaction.seed-0.train.json'));
    const { code, stderr } = await matchbench('run', '--suite', 'tiny.yaml', '--out', out, '--resume');
    expect(code).toBe(0);
    expect(stderr).toMatch(/(\d+) cells, \1 of them finished before/);
    expect(readFileSync(join(out, 'cells/tiny.fold-0.late-interaction.seed-0.train.json'))).toEqual(before);
  });

  it('refuses to resume a run of another suite, names the first key that differs, and changes nothing', async () => {
    writeFileSync(join(folder, 'other.yaml'), suite.replace('maxSteps: 40', 'maxSteps: 60'));
    const before = readFileSync(join(out, 'record.json'));
    const { code, stderr } = await matchbench('run', '--suite', 'other.yaml', '--out', out, '--resume');
    expect(code).toBe(exitCodes.input);
    expect(stderr).toMatch(/of another suite: training\.maxSteps was 40 and is now 60/);
    expect(stderr).toMatch(/another --out/);
    expect(readFileSync(join(out, 'record.json'))).toEqual(before);
  });

  it.each([[['--dry-run']], [[]]])(
    'refuses a damaged data set once, by its file, and leaves no OUT behind: run %s',
    async (more) => {
      const file = join(folder, 'data', 'qrels.tsv');
      const whole = readFileSync(file);
      writeFileSync(file, whole.subarray(1));
      try {
        const { code, stdout, stderr } = await matchbench('run', '--suite', 'tiny.yaml', '--out', 'damaged', ...more);
        expect(stderr.match(/error|fail/gi)).toHaveLength(1);
        expect(stderr).toContain(`at ${file}`);
        expect([code, stdout]).toEqual([exitCodes.input, '']);
        expect(existsSync(join(folder, 'damaged'))).toBe(false);
      } finally {
        writeFileSync(file, whole);
      }
    },
  );

  it('only says what it would do on a dry run', async () => {
    const { code, stdout } = await matchbench('run', '--suite', 'tiny.yaml', '--out', 'never', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/tiny +train +6 /);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});
