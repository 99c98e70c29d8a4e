// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from '../../dist/files/safetensors.js';
import { createRandom } from '../../dist/random.js';
import { createBatches } from '../../dist/training/batches.js';
import { randomMatrix } from './material.mjs';
import { shapes } from './tasks.mjs';

/** As large as a fold of the emoji data, and as the crowd of the combinations; the values do not matter to a step's speed. */
const items = {
  vectors: { left: 8000, right: 5600 },
  words: { left: 8000, right: 5600 },
  tokens: { left: 2000, right: 1000 },
};
const answersEach = 5;
const drawn = 48;
const wordsEach = 6;

/** @typedef {import('../../src/files/safetensors.ts').TensorArray} TensorArray */

/**
 * Features, right answers and batches as ours draws them, in a file that both sides read; its path.
 * @param {string} folder
 * @param {import('./tasks.mjs').Kind} kind
 * @param {number} batch
 */
export async function writeTraining(folder, kind, batch) {
  const count = items[kind];
  const path = join(folder, `training-${kind}-${batch}.safetensors`);
  if (existsSync(path)) return path;
  const { answers, tensors } = drawBatches(count, batch);
  await writeSafetensors(path, {
    ...featureTensors('left', shapes[kind].left, count.left, 1),
    ...featureTensors('right', shapes[kind].right, count.right, 2),
    answers: { dtype: 'I32', shape: [count.left, answersEach], data: answers },
    ...tensors,
  });
  return path;
}

/** @param {import('../../src/types.ts').Side} side @param {import('../../src/types.ts').FeatureShape} shape @param {number} rows @param {number} seed @returns {Record<string, TensorArray>} */
function featureTensors(side, { width, tokens, words }, rows, seed) {
  const random = createRandom(10 + seed);
  /** @type {Record<string, TensorArray>} */
  const tensors = { [side]: { dtype: 'F32', shape: [rows, width], data: randomMatrix(rows, width, seed).data } };
  if (tokens !== undefined) {
    const { count, width: values } = tokens;
    const mask = new Float32Array(rows * count);
    // At least half of the places are taken, always the first ones.
    for (let row = 0; row < rows; row++) mask.fill(1, row * count, row * count + count - random.below(count / 2));
    const { data } = randomMatrix(rows * count, values, seed);
    tensors[`${side}_tokens`] = { dtype: 'F32', shape: [rows, count, values], data };
    tensors[`${side}_mask`] = { dtype: 'F32', shape: [rows, count], data: mask };
  }
  if (words !== undefined) {
    const data = new Float32Array(rows * words);
    for (let row = 0; row < rows; row++) for (let i = 0; i < wordsEach; i++) data[row * words + random.below(words)] = 1;
    tensors[`${side}_words`] = { dtype: 'F32', shape: [rows, words], data };
  }
  return tensors;
}

/** @param {{ left: number, right: number }} count @param {number} batch */
function drawBatches(count, batch) {
  const share = Math.floor(count.right / answersEach);
  // Different answers a row, ascending; rows of one concept have the same, so that there are as many classes as a share has items.
  const answers = Int32Array.from(
    { length: count.left * answersEach },
    (_, i) => (i % answersEach) * share + (Math.floor(i / answersEach) % share),
  );
  const relevance = {
    rows: count.left,
    columns: count.right,
    offsets: Uint32Array.from({ length: count.left + 1 }, (_, row) => row * answersEach),
    columnOf: Uint32Array.from(answers),
    grades: new Uint8Array(answers.length).fill(1),
  };
  const batches = createBatches(/** @type {any} */ ({ relevance, known: relevance }), batch, 0);
  /** @type {Record<string, TensorArray>} */
  const tensors = {
    'batch.left': { dtype: 'I64', shape: [drawn, batch], data: new BigInt64Array(drawn * batch) },
    'batch.right': { dtype: 'I64', shape: [drawn, batch], data: new BigInt64Array(drawn * batch) },
    'batch.classes': { dtype: 'I64', shape: [drawn, batch], data: new BigInt64Array(drawn * batch) },
    'batch.logDraws': { dtype: 'F32', shape: [drawn, batch], data: new Float32Array(drawn * batch) },
    'batch.blocked': { dtype: 'F32', shape: [drawn, batch, batch], data: new Float32Array(drawn * batch * batch) },
    'batch.grades': { dtype: 'F32', shape: [drawn, batch, batch], data: new Float32Array(drawn * batch * batch) },
  };
  for (let i = 0; i < drawn; i++) {
    for (const [name, values] of Object.entries(batches.next())) {
      const { data } = /** @type {TensorArray} */ (tensors[`batch.${name}`]);
      data.set(/** @type {any} */ (values), i * values.length);
    }
  }
  const teacher = randomMatrix(drawn * batch, batch, 3).data.map((value) => 8 * value);
  tensors['batch.teacher'] = { dtype: 'F32', shape: [drawn, batch, batch], data: teacher };
  tensors['batch.classCount'] = { dtype: 'I32', shape: [1], data: Int32Array.of(batches.classCount) };
  return { answers, tensors };
}
