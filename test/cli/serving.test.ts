import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CellRecord } from '../../src/record.ts';
import { amongName } from '../../src/report/figures/per-query.ts';
import { type LoadedRecord, readRecord } from '../../src/report/record/read-record.ts';
import { fusionWeights } from '../../src/retrieval/score-fusion.ts';
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
  idleSeconds: 0.01
  sizes: [5, 20, 400, 1000]
  sizeSeconds: 0.1
  strategies:
    - { model: dual-cosine, scorer: exact }
    - { model: dual-cosine, scorer: usearch, settings: { efSearch: 64 } }
    - { model: concat, scorer: exhaustive-factorised, sized: false }
    - { model: concat, scorer: cascade, settings: { k: [8, 1000] }, sized: false, first: { model: dual-cosine, scorer: exact } }
    - { model: concat, scorer: cascade, settings: { k: 8 }, sized: false, fused: true, first: { model: dual-cosine, scorer: exact } }
`;
let main: string;
const matchbench = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

let loaded: LoadedRecord;
let cells: readonly CellRecord[];
beforeAll(async () => {
  main = fileURLToPath(await compiled('cli/main.js'));
  await writeTinyDataset(join(folder, 'data'), 60);
  writeFileSync(join(folder, 'tiny.yaml'), suite);
  const { code, stderr } = await matchbench('run', '--suite', 'tiny.yaml', '--out', out);
  expect(stderr).not.toMatch(/error|FAILED/);
  expect(code).toBe(0);
  loaded = await readRecord(out);
  cells = loaded.cells;
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

const quality = (scorer: string, metric: string, direction = 'left-right') =>
  cells
    .filter(({ kind }) => kind === 'quality')
    .flatMap(({ figures }) =>
      figures.filter((figure) => figure.scorer === scorer && figure.metric === metric && figure.direction === direction),
    );

it('what queries are worth among training items too is kept, and its mean is the figure', () => {
  for (const { id, figures } of cells.filter(({ kind }) => kind === 'quality')) {
    for (const direction of ['left-right', 'right-left'] as const) {
      const ranked = figures.filter((figure) => figure.metric === 'nDCG@10' && figure.direction === direction);
      const candidates = (figure: (typeof ranked)[0]): number =>
        (direction === 'left-right' ? figure.rightCount : figure.leftCount)!;
      const widest = ranked.toSorted((a, b) => candidates(b) - candidates(a))[0]!;
      const { units, values } = loaded.perQuery.get(id)![direction].among!.get(amongName(candidates(widest), 'nDCG@10'))!;
      expect([units.length, values.length]).toEqual([widest.samples, widest.samples]);
      expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(widest.value, 6);
    }
  }
});

it('a cascade over all candidates finds what the exhaustive network finds, one over eight of them what its first stage lets through', () => {
  const sameAs = (metric: string) => quality('cascade first=exact k=1000', metric).map(({ value }) => value);
  expect(sameAs('overlap@10').every((value) => Math.abs(value - 1) < 1e-9)).toBe(true);
  expect(sameAs('recall ceiling').every((value) => Math.abs(value - 1) < 1e-9)).toBe(true);
  const reference = quality('exhaustive-factorised', 'nDCG@10').filter(({ model }) => model === 'concat');
  expect(sameAs('nDCG@10')).toEqual(reference.map(({ value }) => value));
  const reached = quality('cascade first=exact k=8', 'R@10');
  const ceilings = quality('cascade first=exact k=8', 'recall ceiling');
  // Behind the eight come two more in the order of the first stage.
  for (const [i, { value }] of ceilings.entries()) expect(reached[i]!.value).toBeGreaterThanOrEqual(Math.min(value, 0.1));
  for (const { value, rightCount } of quality('cascade first=exact k=8', 'network calls'))
    expect(value).toBe(Math.min(8, rightCount!));
  const warned = cells.find(({ key }) => key.scorer === 'cascade first=exact k=1000')!.warnings.map(({ code }) => code);
  expect(warned).toContain('depth-clipped');
});

it('weighs both scores of a cascade as validation chose, in every measurement of it, and shows it beside the plain one', async () => {
  const label = 'cascade first=exact k=8 weight=chosen';
  const fusion = cells.find(({ kind }) => kind === 'fusion')!;
  const weights = fusion.figures.filter(({ metric }) => metric === 'fusion weight');
  expect(weights.map(({ direction }) => direction)).toEqual(['left-right', 'right-left']);
  for (const { direction, value } of weights) {
    expect(fusionWeights).toContain(value);
    expect(fusion.details![direction!]).toMatchObject({ weight: value });
    const [fused, plain] = [label, 'cascade first=exact k=8'].map((scorer) => quality(scorer, 'nDCG@10', direction!));
    // The same candidates are weighed, whatever their order.
    expect(quality(label, 'recall ceiling', direction)).toEqual(
      quality('cascade first=exact k=8', 'recall ceiling', direction).map((figure) => ({ ...figure, scorer: label })),
    );
    if (value === 1) expect(fused!.map((one) => one.value)).toEqual(plain!.map((one) => one.value));
  }
  const served = cells.filter(({ key }) => key.scorer === label).map(({ kind }) => kind);
  expect(served.toSorted()).toEqual(['fusion', 'latency', 'load', 'quality', 'start']);
  const report = readFileSync(join(out, 'report.md'), 'utf8');
  // Weight, the network alone, two seeds of the first stage, both scores, and what they gain beyond two seeds.
  expect(report).toMatch(/\| concat \| cascade first=exact k=8 \| left→right \|( [\d.]+ \|){4} [+−]?[\d.]+ \[[^|]+\] \|/);
});

it('a control of a fused cascade is a second seed of its first stage, whose scores count half, measured alike', () => {
  const of = cells.filter(({ key }) => key.model === 'dual-cosine@second-seed');
  expect(of.map(({ kind, key }) => [kind, key.scorer ?? ''])).toEqual([
    ['train', ''],
    ['quality', 'exact'],
    ...['quality', 'latency', 'load', 'start'].map((kind) => [kind, 'cascade first=exact k=8 weight=0.5']),
  ]);
  expect(of.every(({ status }) => status === 'done')).toBe(true);
});

it('a cascade tells its stages apart, and a search is at least as long as they are', () => {
  const { samples } = cells.find(({ kind, key }) => kind === 'latency' && key.scorer === 'cascade first=exact k=8')!;
  const series = Object.fromEntries(samples.map(({ name, values }) => [name, values]));
  const stages = ['first stage', 'gather', 'interaction', 'top-k'].map((name) => series[name]!);
  for (const [i, ms] of series.search!.entries()) {
    expect(ms).toBeGreaterThanOrEqual(stages.reduce((sum, values) => sum + values[i]!, 0) - 1e-3);
  }
});

it('the search for a rate keeps every run it made, and what it says was among them', () => {
  for (const { figures, details } of cells.filter(({ kind }) => kind === 'load')) {
    const { load, threads, objectiveMs } = details as {
      load: { ratePerSecond: number; served: number; valid: boolean }[];
      threads: number;
      objectiveMs: number;
    };
    expect([threads, objectiveMs]).toEqual([1, 1000]);
    expect(load.every(({ served }) => served >= 662)).toBe(true);
    const { value } = figures.find(({ metric }) => metric === 'sustained rate')!;
    if (value > 0) expect(load.map(({ ratePerSecond }) => ratePerSecond)).toContain(value);
    expect(figures.find(({ metric }) => metric === 'offline rate')!.value).toBeGreaterThan(0);
  }
});

it('beyond the real items sizes are of drawn ones, and say so in their name', () => {
  const { samples, figures } = cells.find(({ kind, key }) => kind === 'candidates' && key.scorer === 'usearch efSearch=64')!;
  const sizes = samples.filter(({ name }) => name === 'end to end').map(({ key }) => [key.dataset, key.rightCount]);
  expect(sizes).toEqual([
    ['tiny', 5],
    ['tiny', 20],
    ['tiny+synthetic', 400],
    ['tiny+synthetic', 1000],
  ]);
  // The same number of candidates, real and drawn.
  expect(
    figures.filter(({ metric }) => metric === 'index recall@10').map(({ dataset, rightCount }) => [dataset, rightCount]),
  ).toEqual([
    ['tiny', 20],
    ['tiny+synthetic', 20],
  ]);
  for (const { key } of samples) expect(key.split).toBeUndefined();
});

it('a fresh process says what its start, a pause and its memory cost', () => {
  const starts = cells.filter(({ kind }) => kind === 'start');
  expect(starts.length).toBe(7);
  for (const { figures, samples } of starts) {
    expect(figures.map(({ metric }) => metric)).toEqual([
      'cold start',
      'program memory',
      'peak memory of opening',
      'peak memory',
    ]);
    expect(figures[0]!.value).toBeGreaterThan(10);
    const [program, opening, peak] = figures.slice(1).map(({ value }) => value) as [number, number, number];
    expect(program).toBeLessThanOrEqual(opening);
    expect(opening).toBeLessThanOrEqual(peak);
    expect(samples[0]!.values.length).toBe(12);
  }
});

it('builds an index once over every set of candidates, which all that search it tell as measured', () => {
  const builds = cells.filter(({ files }) => files.some(({ path }) => path.includes('/indexes/')));
  expect(builds.map(({ kind, id }) => [kind, id.split('/').at(-1)])).toEqual([
    ['build', 'build-pools-usearch'],
    ['build', 'build-sizes-usearch'],
  ]);
  const built = Object.assign({}, ...builds.map(({ details }) => details!.built)) as Record<
    string,
    { ms: number; bytes: number; settings: Record<string, number> }
  >;
  const pools = ['share-0.125', 'share-0.25', 'share-0.5', 'share-0.75', 'test', 'with-training'];
  const sizes = ['real-5', 'real-20', 'drawn-400', 'drawn-1000', 'drawn-20'];
  expect(Object.keys(built)).toEqual([...pools.flatMap((pool) => [`${pool}.left-right`, `${pool}.right-left`]), ...sizes]);
  expect(builds.flatMap(({ files }) => files).length).toBe(Object.keys(built).length);
  const told = (kind: string, metric: string) =>
    cells
      .filter((one) => one.kind === kind && one.key.scorer === 'usearch efSearch=64')
      .flatMap(({ figures }) => figures.flatMap((figure) => (figure.metric === metric ? [figure.value] : [])));
  expect(told('latency', 'build time')).toEqual([built['test.left-right']!.ms]);
  expect(told('candidates', 'build time')).toEqual(sizes.slice(0, 4).map((size) => built[size]!.ms));
  expect(told('candidates', 'index bytes')).toEqual(sizes.slice(0, 4).map((size) => built[size]!.bytes));
  // What was in force, and which of it decided what was built.
  const { details } = cells.find(({ kind, key }) => kind === 'latency' && key.scorer === 'usearch efSearch=64')!;
  expect(details).toMatchObject({ builtBy: builds[0]!.id, settings: { 'left-right': { efSearch: 64 } } });
  expect(Object.values(built).every(({ settings }) => !('efSearch' in settings) && settings.neighbours! > 0)).toBe(true);
});

it('says what a process takes that opens the index from its file', () => {
  const reopened = cells.filter(({ kind }) => kind === 'reopen');
  expect(reopened.map(({ key }) => key.scorer)).toEqual(['usearch efSearch=64']);
  const { figures } = reopened[0]!;
  expect(figures.map(({ metric }) => metric)).toEqual(['cold start from file', 'peak memory from file', 'index load time']);
  expect(figures[0]!.value).toBeGreaterThan(figures[2]!.value);
  const report = readFileSync(join(out, 'report.md'), 'utf8');
  expect(report).toMatch(/\| dual-cosine \| usearch efSearch=64 \| left→right \|( [\d.,]+ (µs|ms|s) \|){4}/);
});
