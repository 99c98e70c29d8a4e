/**
 * How wide, and of which type, shall token features be stored? Projects the tokens of the combinations to several widths, rounds them to each type,
 * and prints bytes and what MaxSim over them finds with no training (Khattab & Zaharia 2020), means over the four worlds; beside it, cosine of the globals.
 *
 *   npm run setup && node bench/storage/tokens.mjs
 *
 * The set is first built with tokens as the backbone gives them (half a minute).
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fitTokenAxes } from '../../dist/catalogue/build-combinations.js';
import { buildDataset } from '../../dist/catalogue/catalogue.js';
import { loadDataset } from '../../dist/dataset/load.js';
import { takePart } from '../../dist/dataset/part.js';
import { quantise, restore } from '../../dist/dataset/quantise.js';
import { projectTokens } from '../../dist/features/principal-axes.js';

const arms = [
  { width: 384, type: 'float32' },
  { width: 384, type: 'int8' },
  { width: 192, type: 'int8' },
  { width: 128, type: 'float32' },
  { width: 128, type: 'int8' },
  { width: 96, type: 'int8' },
  { width: 64, type: 'int8' },
  { width: 32, type: 'int8' },
];

const folder = '.cache/storage/combinations';
if (!existsSync(`${folder}/dataset.json`)) {
  await buildDataset('combinations', folder, {
    modelsDir: 'models',
    cacheDir: '.cache/packages',
    threads: availableParallelism(),
    storage: 'F32',
  });
}
const dataset = await loadDataset(folder);
const sides = [dataset.left, dataset.right];
const items = sides.map((side) => side.items);
const features = sides.map((side) => side.features);

process.stdout.write('| tokens | MB | recall@2 | MRR question→person | MRR person→question |\n|---|---|---|---|---|\n');
report(
  'none: cosine of the globals',
  0,
  sides.map((side) => oneToken(side.features.global)),
);
for (const { width, type } of arms) {
  const axes = width === 384 ? undefined : fitTokenAxes(items, features, width);
  const tokens = features.map((side) => stored(axes === undefined ? side.tokens : projectTokens(side.tokens, axes), type));
  const values = tokens.reduce((sum, { data }) => sum + data.length, 0);
  report(`${width} × ${type}`, type === 'int8' ? values + 8 * width : 4 * values, tokens);
}

/** A row of the table; tokens are those of either side. */
function report(name, bytes, tokens) {
  const worlds = dataset.splits.map(({ name: split }) => {
    const [left, right] = sides.map((side, i) => ({ ...side, features: { ...side.features, tokens: tokens[i] } }));
    const part = takePart({ ...dataset, left, right }, split, 'test');
    return measure(part);
  });
  const means = worlds[0].map((_, i) => worlds.reduce((sum, values) => sum + values[i], 0) / worlds.length);
  process.stdout.write(`| ${name} | ${(bytes / 1e6).toFixed(2)} | ${means.map((value) => value.toFixed(3)).join(' | ')} |\n`);
}

/** Recall@2 and both MRR of one world. */
function measure({ left, right, relevance }) {
  const [asked, told] = [unitTokens(left.features.tokens), unitTokens(right.features.tokens)];
  const scores = asked.map((question) => told.map((person) => maxSim(question, person)));
  const isRight = scores.map((row, at) => {
    const answers = new Set(relevance.columnOf.subarray(relevance.offsets[at], relevance.offsets[at + 1]));
    return row.map((_, column) => answers.has(column));
  });
  const turn = (matrix) => matrix[0].map((_, column) => matrix.map((row) => row[column]));
  return [
    mean(ranked(scores, isRight, recallAt2)),
    mean(ranked(scores, isRight, reciprocalRank)),
    mean(ranked(turn(scores), turn(isRight), reciprocalRank)),
  ];
}

/** Whether each candidate is right, best first, equal scores against the model; then a figure a query. */
function ranked(scores, isRight, figure) {
  return scores.map((row, at) => {
    const order = Array.from(row.keys()).sort((a, b) => row[b] - row[a] || isRight[at][a] - isRight[at][b]);
    return figure(order.map((column) => isRight[at][column]));
  });
}

function recallAt2(hits) {
  return hits.slice(0, 2).filter(Boolean).length / hits.filter(Boolean).length;
}

function reciprocalRank(hits) {
  return 1 / (hits.indexOf(true) + 1);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function maxSim(question, person) {
  let sum = 0;
  for (const u of question) {
    let best = -1;
    for (const v of person) {
      let dot = 0;
      for (let i = 0; i < u.length; i++) dot += u[i] * v[i];
      if (dot > best) best = dot;
    }
    sum += best;
  }
  return sum / question.length;
}

/** The tokens of every item, each of length 1. */
function unitTokens({ items: count, tokens, width, data, mask }) {
  return Array.from({ length: count }, (_, item) =>
    Array.from({ length: tokens }, (_token, token) => item * tokens + token)
      .filter((at) => mask[at] === 1)
      .map((at) => {
        const row = data.subarray(at * width, (at + 1) * width);
        const norm = Math.hypot(...row);
        return row.map((value) => value / norm);
      }),
  );
}

function stored(tokens, type) {
  return type === 'float32' ? tokens : { ...tokens, data: restore(quantise(tokens.data, tokens.width)) };
}

function oneToken({ rows, columns, data }) {
  return { items: rows, tokens: 1, width: columns, data, mask: new Uint8Array(rows).fill(1) };
}
