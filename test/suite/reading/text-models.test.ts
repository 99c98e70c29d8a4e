import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataset } from '../../../src/dataset/load.ts';
import { takePart } from '../../../src/dataset/part.ts';
import { manifestSchema } from '../../../src/files/manifest-schema.ts';
import { readSafetensors } from '../../../src/files/safetensors.ts';
import { embedDataset } from '../../../src/importing/embed-dataset.ts';
import { meanReciprocalRank } from '../../../src/metrics/reciprocal-rank.ts';
import { scoreMatrix } from '../../../src/retrieval/score-matrix.ts';
import { type Cell, carriedOut } from '../../../src/suite/cell.ts';
import { run as accuracy } from '../../../src/suite/cells/accuracy.ts';
import { run as writeSplit } from '../../../src/suite/cells/split.ts';
import { run as latency } from '../../../src/suite/cells/text-latency.ts';
import { run as scoreTexts } from '../../../src/suite/cells/text-scores.ts';
import { run as train } from '../../../src/suite/cells/train.ts';
import { prepareSuite } from '../../../src/suite/running/prepare.ts';
import { tinyCrossScore, writeTinyCrossEncoder } from '../../support/tiny-cross-encoder.ts';
import { folderContext } from '../folder-context.ts';
import { handingOn } from '../handing-on.ts';

const miniLm = resolve('models', 'all-MiniLM-L6-v2');
const folder = mkdtempSync(join(tmpdir(), 'text-models-'));
const out = join(folder, 'out');
const kinds = ['cat', 'dog', 'horse', 'house', 'river', 'mountain', 'car', 'train', 'book', 'song', 'king', 'doctor'];
const context = folderContext(folder, out);

const suite = (name: string, textModels: string, dataset = 'name: data, path: data'): string => {
  const lines = [
    'name: mine',
    `datasets: [{ ${dataset}, splits: [fold-0] }]`,
    'models: [dual-cosine]',
    'baseline: dual-cosine',
    'training: { batchSize: 8, maxSteps: 10, stepsPerCheck: 5 }',
    'cost: { latency: [exact], latencyQueries: 11, latencySeconds: 0.1 }',
    `textModels: [${textModels}]`,
  ];
  writeFileSync(join(folder, `${name}.yaml`), `${lines.join('\n')}\n`);
  return join(folder, `${name}.yaml`);
};
let cells: readonly Cell[];
const cellOf = (kind: string, model: string): Cell => cells.find((one) => one.kind === kind && one.key.model === model)!;
const scoresOf = async (model: string): Promise<Float32Array> => {
  const { scores } = (await readSafetensors(join(out, cellOf('text-scores', model).settings.scores as string))).tensors;
  return scores!.data as Float32Array;
};
const accuracyOf = (model: string) => {
  const one = cellOf('accuracy', model);
  return carriedOut(accuracy, { ...one, settings: { ...one.settings, keepsScores: false } }, context);
};
const testPart = async () => takePart(await loadDataset(join(folder, 'data')), 'fold-0', 'test');
const crossScore = tinyCrossScore(miniLm);

beforeAll(async () => {
  const lines = (side: string, text: (kind: string) => string) =>
    writeFileSync(
      join(folder, `${side}.csv`),
      ['id,text', ...kinds.map((kind, i) => `${side}-${i},${text(kind)}`), ''].join('\n'),
    );
  lines('left', (kind) => `the old ${kind}`);
  lines('right', (kind) => `a ${kind} of the city`);
  writeFileSync(join(folder, 'pairs.csv'), ['left,right', ...kinds.map((_, i) => `left-${i},right-${i}`), ''].join('\n'));
  await embedDataset(join(folder, 'data'), {
    left: { source: join(folder, 'left.csv'), backbone: miniLm },
    right: { source: join(folder, 'right.csv'), backbone: miniLm },
    pairs: join(folder, 'pairs.csv'),
    folds: 2,
  });
  writeTinyCrossEncoder(join(folder, 'cross'), miniLm);
  writeTinyCrossEncoder(join(folder, 'two'), miniLm, 2);
  writeTinyCrossEncoder(join(folder, 'five'), miniLm, 5);
  await mkdir(join(out, 'cells'), { recursive: true });
  const models = [
    `{ name: mini, biEncoder: ${miniLm} }`,
    '{ name: cross, crossEncoder: cross, depth: 2 }',
    '{ name: two, crossEncoder: two }',
    '{ name: five, crossEncoder: five }',
  ];
  ({ cells } = await prepareSuite({ suite: suite('mine', models.join(', ')) }));
  await carriedOut(train, cellOf('train', 'dual-cosine'), context);
  await carriedOut(writeSplit, cells.find(({ kind }) => kind === 'split')!, context);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a text bi-encoder has the figures of the features that data embed makes with it, compared by cosine', async () => {
  const { details, warnings } = await carriedOut(scoreTexts, cellOf('text-scores', 'mini'), context);
  manifestSchema.parse(details!.manifest);
  expect(warnings!.map(({ code }) => code)).toEqual(['trained-elsewhere']);
  const { left, right, relevance } = await testPart();
  const row = ({ data, columns }: { data: Float32Array; columns: number }, i: number) =>
    data.subarray(i * columns, (i + 1) * columns);
  const dot = (u: Float32Array, v: Float32Array): number => u.reduce((sum, value, d) => sum + value * v[d]!, 0);
  const expected = left.items.flatMap((_, i) =>
    right.items.map((_, j) => {
      const [u, v] = [row(left.features.global, i), row(right.features.global, j)];
      return dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v));
    }),
  );
  expect(Array.from(await scoresOf('mini'))).toBeAllClose(expected, 1e-5, 1e-5);
  const { figures } = await accuracyOf('mini');
  const reciprocal = figures!.filter(({ metric }) => metric === 'MRR').map(({ value }) => value);
  const matrix = { rows: left.items.length, columns: right.items.length, data: Float32Array.from(expected) };
  expect((reciprocal[0]! + reciprocal[1]!) / 2).toBeCloseTo(meanReciprocalRank(matrix, relevance), 6);
});

describe('a text cross-encoder', () => {
  it.each([
    ['one logit', 'cross'],
    ['two logits, by their difference', 'two'],
  ])('with %s scores all pairs as its own formula does', async (_, model) => {
    const { details } = await carriedOut(scoreTexts, cellOf('text-scores', model), context);
    const { left, right } = await testPart();
    const expected = left.items.flatMap(({ text: one }) => right.items.map(({ text: other }) => crossScore(one!, other!)));
    expect(Array.from(await scoresOf(model))).toBeAllClose(expected, 1e-4, 1e-5);
    manifestSchema.parse(details!.manifest);
    expect(details).toMatchObject({ over: 'all pairs', manifest: { family: 'early fusion' } });
    expect(details!.depth).toBeUndefined();
    expect((await accuracyOf(model)).figures!.some(({ metric }) => metric === 'MRR')).toBe(true);
  });

  it('that would need too much for all pairs reorders the best of the baseline for every query, all others below in its order', async () => {
    const one = cellOf('text-scores', 'cross');
    const { parameters } = one.settings.counted as { parameters: number };
    const { left, right, exclude, relevance } = await testPart();
    const [rows, columns] = [left.items.length, right.items.length];
    expect(exclude).toBeUndefined();
    // Between what the best two need and what all pairs need.
    const costly = {
      ...one,
      settings: { ...one.settings, counted: { parameters, operations: 5e13 / (0.9 * rows * columns * 11) } },
    };
    const { details } = await carriedOut(scoreTexts, costly, context);
    expect(details).toMatchObject({ over: 'the best 2 of the baseline for every query', depth: 2 });
    const first = (
      await scoreMatrix(join(out, one.settings.baseline as string), left.features, right.features, { device: 'cpu', threads: 1 })
    ).data;
    const rank = (values: readonly number[], of: number): number => values.filter((value) => value > values[of]!).length;
    type Asked = 'scores' | 'left-right' | 'right-left';
    const isBest = (i: number, j: number, asked: Asked): boolean => {
      const across = Array.from({ length: columns }, (_, other) => first[i * columns + other]!);
      const down = Array.from({ length: rows }, (_, other) => first[other * columns + j]!);
      const [ofLeft, ofRight] = [rank(across, j) < 2, rank(down, i) < 2];
      return asked === 'scores' ? ofLeft || ofRight : asked === 'left-right' ? ofLeft : ofRight;
    };
    const pairs = left.items.flatMap((_, i) => right.items.map((_, j) => [i, j] as const));
    const at = ([i, j]: readonly [number, number]): number => i * columns + j;
    const { tensors } = await readSafetensors(join(out, one.settings.scores as string));
    for (const asked of ['scores', 'left-right', 'right-left'] as const) {
      const scores = tensors[asked]!.data as Float32Array;
      const [best, others] = [true, false].map((isWanted) => pairs.filter(([i, j]) => isBest(i, j, asked) === isWanted)) as [
        typeof pairs,
        typeof pairs,
      ];
      expect(others.length).toBeGreaterThan(0);
      const again = best.map(([i, j]) => crossScore(left.items[i]!.text!, right.items[j]!.text!));
      expect(best.map((pair) => scores[at(pair)]!)).toBeAllClose(again, 1e-4, 1e-5);
      expect(Math.max(...others.map((pair) => scores[at(pair)]!))).toBeLessThan(
        Math.min(...best.map((pair) => scores[at(pair)]!)),
      );
      const order = (by: Float32Array) => others.toSorted((a, b) => by[at(b)]! - by[at(a)]!).map(at);
      expect(order(scores)).toEqual(order(first));
    }
    // A query is judged by what is read when it asks, and by nothing that was read for another direction.
    const { figures } = await accuracyOf('cross');
    for (const direction of ['left-right', 'right-left'] as const) {
      const data = tensors[direction]!.data as Float32Array;
      const reciprocals = left.items.map((_, i) => {
        const right = [i, relevance.columnOf[relevance.offsets[i]!]!] as const;
        const rivals = pairs.filter(([row, column]) => (direction === 'left-right' ? row === right[0] : column === right[1]));
        return 1 / rivals.filter((pair) => data[at(pair)]! >= data[at(right)]!).length;
      });
      const judged = figures!.find((figure) => figure.metric === 'MRR' && figure.direction === direction)!;
      expect(judged.value).toBeCloseTo(reciprocals.reduce((sum, value) => sum + value, 0) / rows, 6);
    }
  });

  it('that would need too much for those too is refused with sizes', async () => {
    const one = cellOf('text-scores', 'cross');
    const costly = { ...one, settings: { ...one.settings, counted: { parameters: 1, operations: 1e13 } } };
    await expect(carriedOut(scoreTexts, costly, context)).rejects.toThrow(
      /cross would need .* operations for the \d+ pairs .* of \d+ × \d+ texts/,
    );
  });

  it('with other outputs is refused with both sides', async () => {
    await expect(carriedOut(scoreTexts, cellOf('text-scores', 'five'), context)).rejects.toMatchObject({
      kind: 'input',
      message: 'the model and texts do not fit: the model gives logits [1, 5]; logits [1, 1] or [1, 2] are expected of a pair',
    });
  });
});

it.each([
  ['mini', undefined, 'text bi-encoder'],
  ['cross', undefined, 'text cross-encoder'],
  ['cross', 2, 'text cross-encoder k=2'],
])(
  '%s, judged over pairs to a depth of %s, is timed over the same, from a text to its answers, in both directions',
  async (model, depth, scorer) => {
    const one = cellOf('text-latency', model);
    expect(one.settings.scored).toBe(cellOf('text-scores', model).id);
    const judged = { ...context, needed: handingOn({ details: { over: 'what was read', depth } }) };
    const { samples } = await carriedOut(latency, one, judged);
    const whole = samples!.filter(({ name }) => name === 'end to end');
    expect(whole.map(({ key }) => [key.scorer, key.direction])).toEqual([
      [scorer, 'left-right'],
      [scorer, 'right-left'],
    ]);
    for (const { values } of whole) expect(values.length).toBeGreaterThan(0);
  },
);

it.each([
  ['a folder that holds no network', '{ name: x, biEncoder: data }', 'has neither onnx/model.onnx nor onnx/model_quantized.onnx'],
  ['a name that is taken', '{ name: concat, biEncoder: cross }', 'textModels.0.name: "concat" is the name of another model'],
])('%s is refused before anything runs', async (_, model, message) => {
  await expect(prepareSuite({ suite: suite('wrong', model) })).rejects.toThrow(message);
});
