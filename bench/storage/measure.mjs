/**
 * Which type shall features be stored as? Rounds the features of a data set to each type, fits a ridge regression from the left features to the
 * right ones on the training part of every fold, and prints bytes and MRR of the test part.
 *
 *   npm run setup && node bench/storage/measure.mjs [FOLDER]
 *
 * FOLDER has a data set whose features are stored as float32; without it the emoji set is built that way first (minutes).
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { buildDataset } from '../../dist/catalogue/catalogue.js';
import { loadDataset } from '../../dist/dataset/load.js';
import { takePart } from '../../dist/dataset/part.js';
import { quantise, restore } from '../../dist/dataset/quantise.js';
import { mean, probe } from './probe.mjs';

/** The best of 300, 1,000, 3,000 and 10,000 on fold 0 of the emoji set, float32. */
const lambda = 1000;

const types = [
  { name: 'float32', bytesOf: (rows, columns) => rows * columns * 4, round: (data) => data },
  { name: 'float16', bytesOf: (rows, columns) => rows * columns * 2, round: (data) => data.map(toHalf) },
  {
    name: 'int8, one scale a column',
    bytesOf: (rows, columns) => rows * columns + columns * 4,
    round: (data, columns) => restore(quantise(data, columns)),
  },
];

/** The nearest float16: 11 significant bits (Veltkamp 1968), or a multiple of 2⁻²⁴ below 2⁻¹⁴. */
function toHalf(value) {
  if (Math.abs(value) < 2 ** -14) return Math.round(value * 2 ** 24) / 2 ** 24;
  const split = Math.fround(value * 8193);
  return Math.fround(split - Math.fround(split - value));
}

const folder = process.argv[2] ?? '.cache/storage/emoji';
if (process.argv[2] === undefined && !existsSync(`${folder}/dataset.json`)) {
  await buildDataset('emoji', folder, {
    modelsDir: 'models',
    cacheDir: '.cache/packages',
    threads: availableParallelism(),
    storage: 'F32',
  });
}
const dataset = await loadDataset(folder);
const folds = dataset.splits.map(({ name }) => name);
const results = new Map(types.map(({ name }) => [name, []]));
for (const fold of folds) {
  for (const { name } of types) {
    const data = rounded(name);
    const values = probe(takePart(data, fold, 'train'), takePart(data, fold, 'test'), lambda);
    results.get(name).push(values);
    process.stderr.write(`${fold} ${name}: MRR ${values.map(percent).join(' · ')}\n`);
  }
}

const sides = [dataset.left.features.global, dataset.right.features.global];
process.stdout.write(
  `| type | MB | MRR ${dataset.left.name}→${dataset.right.name} | MRR ${dataset.right.name}→${dataset.left.name} | difference to float32, folds' range |\n|---|---|---|---|---|\n`,
);
for (const { name, bytesOf } of types) {
  const values = results.get(name);
  const bytes = sides.reduce((sum, { rows, columns }) => sum + bytesOf(rows, columns), 0);
  const differences = values.flatMap((pair, i) => pair.map((value, side) => value - results.get('float32')[i][side]));
  const range = name === 'float32' ? '' : `${points(Math.min(...differences))} to ${points(Math.max(...differences))}`;
  process.stdout.write(
    `| ${name} | ${(bytes / 1e6).toFixed(1)} | ${[0, 1].map((side) => percent(mean(values.map((pair) => pair[side])))).join(' | ')} | ${range} |\n`,
  );
}

function rounded(typeName) {
  const { round } = types.find(({ name }) => name === typeName);
  const side = (data) => {
    const { global } = data.features;
    return { ...data, features: { global: { ...global, data: round(global.data, global.columns) } } };
  };
  return { ...dataset, left: side(dataset.left), right: side(dataset.right) };
}

function percent(value) {
  return (100 * value).toFixed(2);
}

function points(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(2)}`;
}
