/**
 * Are token features of pictures worth their bytes? Makes tokens of the emoji set: means of the image backbone's map over a grid, and the first words of a text, along the
 * directions that keep most of the training items' tokens, as 8-bit integers. Trains models over them, and dual-residual over the committed vectors, and
 * prints MRR of the test part against the megabytes that the tokens would add.
 *
 *   npm run setup && node bench/storage/picture-tokens.mjs [--folds 1] [--grids 3,4] [--text-tokens 1,16] [--width 128]
 *     [--models late-interaction,token-attention] [--steps 800] [--share 1] [--threads 2]
 *
 * About a quarter of an hour a fold on two cores, of which five minutes are spent once. --share keeps a share of the families: for trying out, never for the table.
 * One text token is the committed vector itself, which adds nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDataset } from '../../dist/dataset/load.js';
import { takePart, takeRows } from '../../dist/dataset/part.js';
import { partCodes } from '../../dist/dataset/part-codes.js';
import { quantise, restore } from '../../dist/dataset/quantise.js';
import { restrictRelevance } from '../../dist/dataset/relevance.js';
import { openTextBackbone } from '../../dist/features/backbone.js';
import { projectTokens } from '../../dist/features/principal-axes.js';
import { evaluate } from '../../dist/library/evaluate.js';
import { train } from '../../dist/library/train.js';
import { createRandom } from '../../dist/random.js';
import { pairedEstimate } from '../../dist/statistics/paired.js';
import { leadingAxes } from './leading-axes.mjs';
import { drawingsOf, encodeGrids } from './picture-grids.mjs';

const baseline = 'dual-residual';
/** Tokens that axes are fitted on, drawn from those of the training items. */
const fitted = 8000;

const { values } = parseArgs({
  options: {
    folds: { type: 'string', default: '1' },
    grids: { type: 'string', default: '3,4' },
    'text-tokens': { type: 'string', default: '1,16' },
    width: { type: 'string', default: '128' },
    models: { type: 'string', default: 'late-interaction,token-attention' },
    steps: { type: 'string', default: '800' },
    share: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
  },
});
const numbers = (text) => text.split(',').map(Number);
const [foldCount, width, steps, share, threads] = ['folds', 'width', 'steps', 'share', 'threads'].map((name) =>
  Number(values[name]),
);
const [grids, textTokens] = [numbers(values.grids), numbers(values['text-tokens'])];
const models = values.models.split(',');
if (![foldCount, width, steps, share, threads, ...grids, ...textTokens].every((number) => number > 0))
  throw new Error('numbers greater than 0 are expected; see the top of bench/storage/picture-tokens.mjs');

const start = performance.now();
const log = (line) => process.stderr.write(`${((performance.now() - start) / 1000).toFixed(0)} s  ${line}\n`);
const progress = (what) => (done, total) => {
  if (done === total || (done % 1000 < 8 && done >= 1000)) log(`${what} ${done} of ${total}`);
};

const dataset = keepFamilies(await loadDataset('data/emoji'), share);
const drawings = await drawingsOf(
  dataset.left.items.map(({ id }) => id),
  '.cache/packages',
);
const pictures = await encodeGrids('models/efficientnet-lite0', drawings, dataset.left.features.global, grids, {
  threads,
  onProgress: progress('pictures'),
});
const texts = await encodeTexts(Math.max(...textTokens));

const arms = [
  { model: baseline, bytes: 0 },
  ...pictures.flatMap(({ size, data }) => textTokens.flatMap((count) => models.map((model) => ({ model, size, data, count })))),
];
const made = new Map();
const outcomes = new Map(arms.map((arm) => [arm, []]));
const folder = await mkdtemp(join(tmpdir(), 'matchbench-picture-tokens-'));
try {
  for (const { name: split } of dataset.splits.slice(0, foldCount)) {
    for (const arm of arms) {
      const given = arm.size === undefined ? dataset : withTokens(arm, split);
      const trained = await train({
        dataset: given,
        split,
        model: arm.model,
        out: join(folder, 'model'),
        training: { maxSteps: steps },
        threads,
      });
      const evaluation = await evaluate({ dataset: given, split, model: trained.folder, threads });
      outcomes.get(arm).push(evaluation);
      const both = ['left-right', 'right-left'].map((direction) => percent(evaluation[direction].averages.MRR));
      log(`${split} ${describe(arm)}: ${trained.log.steps} steps, MRR ${both.join(' · ')}`);
    }
  }
} finally {
  await rm(folder, { recursive: true });
}

const [dual] = arms;
process.stdout.write(
  `| model | tokens of a picture | tokens of a text | MB | MRR image→text | MRR text→image | against ${baseline}, points of MRR | points a MB |\n|---|---|---|--:|--:|--:|---|--:|\n`,
);
for (const arm of arms) {
  const means = ['left-right', 'right-left'].map((direction) =>
    mean(outcomes.get(arm).map((one) => one[direction].averages.MRR)),
  );
  const megabytes = arm.bytes / 1e6;
  const { value, interval } = arm === dual ? {} : differenceTo(dual, arm);
  const against = value === undefined ? '' : `${points(value)} [${points(interval?.low)}, ${points(interval?.high)}]`;
  const cells = [
    arm.model,
    arm.size === undefined ? 'none: its vector' : `${arm.size ** 2} × ${width}`,
    arm.size === undefined || arm.count === 1 ? 'none: its vector' : `${arm.count} × ${width}`,
    megabytes.toFixed(1),
    ...means.map(percent),
    against,
    value === undefined ? '' : points(value / megabytes),
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
process.stdout.write(
  `\nMean of ${foldCount} fold${foldCount > 1 ? 's' : ''}, one seed, at most ${steps} steps; intervals by resampling families, both directions together.${share < 1 ? ` Of ${share} of the families: no result.` : ''}\n`,
);

/** The data set with tokens of an arm on both sides; what they would add to it is noted in the arm. */
function withTokens(arm, split) {
  const codes = dataset.splits.find(({ name }) => name === split);
  const left = once(`${split} ${arm.size} areas`, () => stored(areasOf(arm), codes.left));
  const right =
    arm.count === 1 ? vectors() : once(`${split} ${arm.count} words`, () => stored(firstTokens(texts, arm.count), codes.right));
  arm.bytes = left.bytes + right.bytes;
  const side = (data, { tokens }) => ({ ...data, features: { ...data.features, tokens } });
  return { ...dataset, left: side(dataset.left, left), right: side(dataset.right, right) };
}

/** What was made before is not made again. */
function once(name, make) {
  if (!made.has(name)) made.set(name, make());
  return made.get(name);
}

function areasOf({ size, data }) {
  const [items, tokens] = [dataset.left.items.length, size ** 2];
  return { items, tokens, width: dataset.left.features.global.columns, data, mask: new Uint8Array(items * tokens).fill(1) };
}

/** The committed vector of a text as its one token. */
function vectors() {
  const { rows, columns, data } = dataset.right.features.global;
  return { tokens: { items: rows, tokens: 1, width: columns, data, mask: new Uint8Array(rows).fill(1) }, bytes: 0 };
}

/** Tokens along axes fitted on the training items, rounded to 8 bits a column, and their bytes: numbers, a scale a column, and the mask. */
function stored(tokens, codes) {
  const axes = leadingAxes(trainingTokens(tokens, codes), tokens.width, width);
  const projected = projectTokens(tokens, axes);
  const data = restore(quantise(projected.data, width));
  return { tokens: { ...projected, data }, bytes: data.length + 4 * width + tokens.mask.length };
}

function trainingTokens({ items, tokens, width: wide, data, mask }, codes) {
  const places = [];
  for (let place = 0; place < items * tokens; place++)
    if (mask[place] === 1 && codes[Math.floor(place / tokens)] === partCodes.train) places.push(place);
  const drawn = createRandom(5).shuffle(places).slice(0, fitted);
  const rows = new Float32Array(drawn.length * wide);
  for (const [row, place] of drawn.entries()) rows.set(data.subarray(place * wide, (place + 1) * wide), row * wide);
  return rows;
}

async function encodeTexts(most) {
  if (most === 1) return undefined;
  const backbone = await openTextBackbone('models/all-MiniLM-L6-v2', { threads });
  const { tokens } = await backbone.encodeTokens(
    dataset.right.items.map(({ text }) => text),
    { onProgress: progress('texts') },
  );
  await backbone.close();
  return firstTokens(tokens, most);
}

function firstTokens({ items, tokens, width: wide, data, mask }, most) {
  const count = Math.min(tokens, most);
  const kept = {
    items,
    tokens: count,
    width: wide,
    data: new Float32Array(items * count * wide),
    mask: new Uint8Array(items * count),
  };
  for (let item = 0; item < items; item++) {
    kept.data.set(data.subarray(item * tokens * wide, (item * tokens + count) * wide), item * count * wide);
    kept.mask.set(mask.subarray(item * tokens, item * tokens + count), item * count);
  }
  return kept;
}

/** A share of the families, drawn by lot, with all their items. */
function keepFamilies(whole, part) {
  if (part >= 1) return whole;
  const families = createRandom(1).shuffle([...new Set(whole.left.items.map(({ unit }) => unit))]);
  const kept = new Set(families.slice(0, Math.ceil(part * families.length)));
  const [rows, columns] = [whole.left, whole.right].map(({ items }) =>
    items.flatMap(({ unit }, row) => (kept.has(unit) ? [row] : [])),
  );
  const codes = (all, which) => Uint8Array.from(which, (row) => all[row]);
  return {
    ...whole,
    left: takeRows(whole.left, rows),
    right: takeRows(whole.right, columns),
    relevance: restrictRelevance(whole.relevance, rows, columns),
    splits: whole.splits.map((split) => ({ ...split, left: codes(split.left, rows), right: codes(split.right, columns) })),
  };
}

/** Arm − dual in reciprocal ranks, the mean of both directions and of all folds. */
function differenceTo(dual, arm) {
  const series = outcomes.get(arm).flatMap((own, fold) =>
    ['left-right', 'right-left'].map((direction) => {
      const other = outcomes.get(dual)[fold];
      const { items } = direction === 'left-right' ? testPart(fold).left : testPart(fold).right;
      const units = Array.from(own[direction].queryRows, (row) => items[row].unit);
      const weight = 1 / (2 * foldCount);
      return { first: own[direction].perQuery.MRR, second: other[direction].perQuery.MRR, units, weight };
    }),
  );
  return pairedEstimate(series, { seed: 0 });
}

function testPart(fold) {
  return takePart(dataset, dataset.splits[fold].name, 'test');
}

function describe({ model, size, count }) {
  return size === undefined ? model : `${model}, ${size ** 2} picture tokens, ${count} text token${count > 1 ? 's' : ''}`;
}

function mean(all) {
  return all.reduce((sum, value) => sum + value, 0) / all.length;
}

function percent(value) {
  return (100 * value).toFixed(2);
}

function points(value) {
  if (value === undefined || !Number.isFinite(value)) return 'n/a';
  return `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(2)}`;
}
