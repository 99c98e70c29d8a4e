import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataset } from '../../../src/dataset/load.ts';
import { takePart } from '../../../src/dataset/part.ts';
import { createOnnxWriter } from '../../../src/graph/onnx.ts';
import { meanReciprocalRank } from '../../../src/metrics/reciprocal-rank.ts';
import type { CellRecord } from '../../../src/record.ts';
import { validationFigures } from '../../../src/report/figures/validation.ts';
import { openPart, readManifest } from '../../../src/retrieval/model-folder.ts';
import { scoreMatrix } from '../../../src/retrieval/score-matrix.ts';
import { type Cell, type CellResult, carriedOut } from '../../../src/suite/cell.ts';
import { run as importModel } from '../../../src/suite/cells/import.ts';
import { prepareSuite } from '../../../src/suite/running/prepare.ts';
import type { Matrix } from '../../../src/types.ts';
import { writeTinyDataset } from '../../support/tiny-dataset.ts';
import { folderContext } from '../folder-context.ts';

const folder = mkdtempSync(join(tmpdir(), 'imported-'));
const settings = { device: 'cpu', threads: 1 } as const;
const [leftWidth, rightWidth, width] = [16, 12, 4];
const weights = (rows: number, seed: number): Float32Array =>
  Float32Array.from({ length: rows * width }, (_, i) => Math.sin(seed + 1.7 * i));
const [leftWeights, rightWeights] = [weights(leftWidth, 1), weights(rightWidth, 2)];

/** A tower as another tool would write it: names of its own within, an older opset. */
function tower(input: string, rows: number, values: Float32Array, output = 'embedding'): Uint8Array {
  const writer = createOnnxWriter('foreign', 17);
  writer.input(input, 'float32', ['batch', rows]);
  writer.output(output, writer.emit('Tanh', [writer.emit('MatMul', [input, writer.float32([rows, width], values)])]), [
    'batch',
    width,
  ]);
  return writer.bytes();
}

/** Σ_e tanh(x U)_e tanh(y V)_e · 2 − 1 as [P], or as [P, 1], or NaN everywhere. */
function pairScorer(spoilt = false, keepdims = 0): Uint8Array {
  const writer = createOnnxWriter('foreign pair', 17);
  writer.input('left', 'float32', ['batch', leftWidth]);
  writer.input('right', 'float32', ['batch', rightWidth]);
  const half = (input: string, rows: number, values: Float32Array): string =>
    writer.emit('Tanh', [writer.emit('MatMul', [input, writer.float32([rows, width], values)])]);
  const product = writer.emit('Mul', [half('left', leftWidth, leftWeights), half('right', rightWidth, rightWeights)]);
  const sum = writer.emit('ReduceSum', [product, writer.int64([-1])], { keepdims });
  const scaled = writer.emit('Sub', [
    writer.emit('Mul', [sum, writer.float32([], Float32Array.of(spoilt ? Number.NaN : 2))]),
    writer.float32([], Float32Array.of(1)),
  ]);
  writer.output('score', scaled, keepdims === 0 ? ['batch'] : ['batch', 1]);
  return writer.bytes();
}

const suite = (name: string, imported: string, more = 'cost: { latency: [exact, exhaustive-naive] }'): string => {
  const file = join(folder, `${name}.yaml`);
  const lines = [
    'name: mine',
    'datasets: [{ name: tiny, path: data, splits: [fold-0] }]',
    'models: [dual-cosine]',
    'baseline: dual-cosine',
  ];
  writeFileSync(file, [...lines, more, `importedModels: [${imported}]`, ''].join('\n'));
  return file;
};
const towersOf = (metric: string): string =>
  `{ name: ${metric}, onnx: { left: left.onnx, right: right.onnx, metric: ${metric} } }`;

beforeAll(async () => {
  await writeTinyDataset(join(folder, 'data'));
  writeFileSync(join(folder, 'left.onnx'), tower('left', leftWidth, leftWeights));
  writeFileSync(join(folder, 'right.onnx'), tower('right', rightWidth, rightWeights));
  writeFileSync(join(folder, 'pair.onnx'), pairScorer());
  writeFileSync(join(folder, 'column.onnx'), pairScorer(false, 1));
  writeFileSync(join(folder, 'spoilt.onnx'), pairScorer(true));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const context = (out: string) => folderContext(folder, out);

const embed = ({ rows, columns, data }: Matrix, values: Float32Array): number[][] =>
  Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (_, e) => {
      let sum = 0;
      for (let d = 0; d < columns; d++) sum += data[row * columns + d]! * values[d * width + e]!;
      return Math.tanh(sum);
    }),
  );
const dot = (u: readonly number[], v: readonly number[]): number => u.reduce((sum, value, e) => sum + value * v[e]!, 0);
const references: Readonly<Record<string, (u: readonly number[], v: readonly number[]) => number>> = {
  innerProduct: dot,
  cosine: (u, v) => dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v)),
  l2: (u, v) => -u.reduce((sum, value, e) => sum + (value - v[e]!) ** 2, 0),
  pair: (u, v) => 2 * dot(u, v) - 1,
  column: (u, v) => 2 * dot(u, v) - 1,
};

/** Imports the model of a suite that is named so, and returns its folder. */
async function imported(
  name: string,
  entry: string,
): Promise<{ readonly out: string; readonly cells: readonly Cell[]; readonly result: CellResult }> {
  const { cells } = await prepareSuite({ suite: suite(name, entry) });
  const own = cells.filter(({ key }) => key.model === name);
  const out = join(folder, `out-${name}`);
  await mkdir(join(out, 'cells'), { recursive: true });
  const result = await carriedOut(importModel, own.find(({ kind }) => kind === 'import')!, context(out));
  expect(result.figures!.map(({ metric }) => metric)).toEqual(['parameters']);
  return { out, cells: own, result };
}

describe.each([
  ...['innerProduct', 'cosine', 'l2'].map((metric) => [metric, towersOf(metric)] as const),
  ['pair', '{ name: pair, onnx: { pair: pair.onnx } }'] as const,
  ['column', '{ name: column, onnx: { pair: column.onnx } }'] as const,
])('a model from onnx files, %s', (name, entry) => {
  it('scores every pair as its own formula does, with halves cached and with nothing cached', async () => {
    const { out, cells } = await imported(name, entry);
    const target = join(out, cells[0]!.settings.folder as string);
    const part = takePart(await loadDataset(join(folder, 'data')), 'fold-0', 'test');
    const [u, v] = [embed(part.left.features.global, leftWeights), embed(part.right.features.global, rightWeights)];
    const expected = u.flatMap((one) => v.map((other) => references[name]!(one, other)));
    const scores = await scoreMatrix(target, part.left.features, part.right.features, settings);
    expect(Array.from(scores.data)).toBeAllClose(expected, 1e-4, 1e-4);
    const session = await openPart(target, 'pair', await readManifest(target), settings);
    const count = Math.min(u.length, v.length);
    const rows = ({ data, columns }: Matrix) => ({ dims: [count, columns], data: data.subarray(0, count * columns) });
    const { score } = await session.run({ left: rows(part.left.features.global), right: rows(part.right.features.global) });
    await session.close();
    const diagonal = Array.from({ length: count }, (_, i) => references[name]!(u[i]!, v[i]!));
    expect(Array.from(score!.data as Float32Array)).toBeAllClose(diagonal, 1e-4, 1e-4);
  });

  it('is evaluated and timed by the cells that serve trained models, an index only where it has embeddings', async () => {
    const { cells } = await prepareSuite({ suite: suite(name, entry) });
    const kinds = cells.filter(({ key }) => key.model === name).map(({ kind, key }) => [kind, key.scorer]);
    expect(kinds).toEqual([
      ['import', undefined],
      ['accuracy', undefined],
      ...(['pair', 'column'].includes(name) ? [] : [['latency', 'exact']]),
      ['latency', 'exhaustive-naive'],
    ]);
  });
});

it('an imported model that gives NaN is refused with the pair', async () => {
  await expect(imported('spoilt', '{ name: spoilt, onnx: { pair: spoilt.onnx } }')).rejects.toMatchObject({
    message: 'The model scores query row 0 with candidate row 0 as NaN.',
  });
});

it('is a contender by its validation, with a doubt about what it was trained on', async () => {
  const { result } = await imported('pair', '{ name: pair, onnx: { pair: pair.onnx } }');
  expect(result.warnings!.map(({ code }) => code)).toEqual(['trained-elsewhere']);
  const record = { kind: 'import', status: 'done', key: { model: 'pair', dataset: 'tiny', split: 'fold-0', seed: 0 }, ...result };
  const [figure] = validationFigures([record as unknown as CellRecord]);
  const part = takePart(await loadDataset(join(folder, 'data')), 'fold-0', 'validation');
  const [u, v] = [embed(part.left.features.global, leftWeights), embed(part.right.features.global, rightWeights)];
  const data = Float32Array.from(u.flatMap((one) => v.map((other) => references.pair!(one, other))));
  expect(figure!.value).toBeCloseTo(meanReciprocalRank({ rows: u.length, columns: v.length, data }, part.relevance), 6);
});

it('is served by the strategies that name it, one of pairs behind a tower that finds', async () => {
  const serving = `{ strategies: [{ model: towers, scorer: usearch }, { model: pair, scorer: cascade, settings: { k: 5 }, first: { model: towers, scorer: exact } }] }`;
  const imports = `{ name: pair, onnx: { pair: pair.onnx } }, { name: towers, onnx: { left: left.onnx, right: right.onnx, metric: cosine } }`;
  const file = suite('served', imports, `serving: ${serving}`);
  const { cells } = await prepareSuite({ suite: file });
  const cascade = cells.find(({ kind, key }) => kind === 'latency' && key.scorer === 'cascade first=exact k=5')!;
  expect(cascade.needs).toEqual(['tiny/fold-0/split', 'tiny/fold-0/pair/seed-0/import', 'tiny/fold-0/towers/seed-0/import']);
  const wrong = suite(
    'wrong',
    imports,
    'serving: { strategies: [{ model: pair, scorer: exact }, { model: towres, scorer: exact }] }',
  );
  const refusal = prepareSuite({ suite: wrong });
  await expect(refusal).rejects.toThrow('exact searches embeddings, and pair has none');
  await expect(refusal).rejects.toThrow('unknown model of this suite "towres". Did you mean "towers"?');
});

it.each([
  [
    'another name',
    () => tower('image', leftWidth, leftWeights),
    'the model takes image float32 [batch, 16]; the data set gives left float32 [P, 16]',
  ],
  [
    'another width',
    () => tower('left', 8, weights(8, 1)),
    'the model takes left float32 [batch, 8]; the data set gives left float32 [P, 16]',
  ],
  ['no onnx', () => new TextEncoder().encode('nothing of the kind'), 'the model cannot be read'],
  ['nothing', () => new Uint8Array(0), 'the model cannot be read'],
])('a tower with %s is refused before anything runs, with both sides', async (_, bytes, message) => {
  writeFileSync(join(folder, 'wrong.onnx'), bytes());
  const entry = '{ name: wrong, onnx: { left: wrong.onnx, right: right.onnx, metric: cosine } }';
  await expect(prepareSuite({ suite: suite('wrong', entry) })).rejects.toMatchObject({
    kind: 'input',
    place: join(folder, 'wrong.onnx'),
    message: expect.stringContaining(message),
  });
});

it('a name that is taken is refused by line', async () => {
  const entry = '{ name: dual-cosine, onnx: { pair: pair.onnx } }';
  await expect(prepareSuite({ suite: suite('taken', entry) })).rejects.toMatchObject({
    message: expect.stringContaining('importedModels.0.name: "dual-cosine" is the name of another model'),
  });
});
