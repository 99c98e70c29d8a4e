// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultModelSettings } from '../../../dist/define-model.js';
import { writeSafetensors } from '../../../dist/files/safetensors.js';
import { createRandom } from '../../../dist/random.js';
import { createBatches } from '../../../dist/training/batches.js';
import { converse } from '../conversation.mjs';
import { writeFeatures, writeModel } from '../material.mjs';
import { race } from '../race.mjs';
import { networkArguments } from '../torch-process.mjs';
import { ourWorker, pythonScript, sharesNote } from '../workers/start.mjs';
import { duration, figure, inverse } from './row.mjs';

/** As large as a fold of the emoji data; the values do not matter to a step's speed. */
const items = { left: 8000, right: 5600 };
const answersEach = 5;
const drawn = 48;

/** One of every family: a dual tower, early fusion with one and with two cached halves. */
const families = /** @type {const} */ (['dual-cosine', 'concat', 'product-difference']);

/** Steps whose losses are compared, without dropout. */
const compared = 5;

/**
 * Whole training steps (batch, masks, forward, backward, AdamW) against PyTorch eager, and against the step's own matrix products alone.
 * @param {import('../table.mjs').Bench} bench
 * @param {{ models?: readonly import('../../../src/models.ts').ModelName[], batch?: number, threads?: readonly number[], pairs?: number, steps?: number }} [options]
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export async function trainingRows(bench, { models = families, batch = 96, threads = [2, 1], pairs = 3, steps } = {}) {
  const folder = join(bench.folder, 'training');
  await mkdir(folder, { recursive: true });
  const features = await writeTraining(folder, batch);
  const rows = [];
  for (const model of models) {
    const { weightsFile, manifest } = await writeModel(folder, model, features);
    for (const threadCount of threads) {
      const turns = bench.quick ? { launches: 1, pairs: 2 } : { launches: 3, pairs };
      const what = `training step, ${model}, ${threadCount === 1 ? '1 thread' : `${threadCount} threads`}`;
      bench.log(what);
      const count = steps ?? (await stepsOfTurn(folder, model, batch, threadCount));
      const ours = {
        open: () => ourWorker('our-steps', { folder, model, batch, threads: threadCount }),
        turn: { do: 'steps', count },
      };
      const args = ['--model', model, '--batch', String(batch), '--threads', String(threadCount)];
      const theirs = {
        open: () =>
          converse(bench.python, [
            pythonScript('steps_torch'),
            folder,
            weightsFile,
            ...args,
            ...networkArguments(defaultModelSettings),
          ]),
        turn: { do: 'steps', count },
      };
      const against = await race(ours, theirs, { ...turns, agree: sameLosses });
      rows.push({
        what,
        ours: duration(against.ours),
        peer: `${duration(against.theirs)}, PyTorch eager`,
        ratio: inverse(against.timeRatio),
        of: /** @type {const} */ ('speed'),
        goal: 1,
        notes: [`Batch ${batch}; the losses of ${compared} steps without dropout are equal to 0.01 %.`],
      });
      const asking = ours.open();
      const onnx = await asking.ask({ do: 'onnx' });
      await asking.close();
      const alone = { open: () => ourWorker('products-alone', { onnx, threads: threadCount }), turn: { do: 'call', count } };
      const limit = await race(ours, alone, turns);
      rows.push({
        what,
        ours: duration(limit.ours),
        peer: `${duration(limit.theirs)}, its matrix products alone`,
        ratio: inverse(limit.timeRatio),
        of: /** @type {const} */ ('speed'),
        goal: 0.75,
        notes: [
          await sharesNote({ onnx, threads: threadCount, sizes: {} }),
          'What is no product (Gemm, MatMul) passes over activations and masks, and in AdamW eleven times over weights and moments; batches and masks are drawn besides.',
          // Seen with onnxruntime-node 1.30: a result that was written into a buffer of ours comes back in other memory.
          `Outside the profile, onnxruntime-node copies the results of a step, weights and both moments, ${figure((12 * manifest.parameters) / 1e6)} MB, into fresh memory.`,
        ],
      });
    }
  }
  return rows;
}

/** As many steps as take about this long, between 3 and 20, so that a turn is neither a blink nor a wait. */
const turnMs = 300;

/** @param {string} folder @param {import('../../../src/models.ts').ModelName} model @param {number} batch @param {number} threads */
async function stepsOfTurn(folder, model, batch, threads) {
  const worker = ourWorker('our-steps', { folder, model, batch, threads });
  const ms = await worker.ask({ do: 'steps', count: 3 });
  await worker.close();
  return Math.max(3, Math.min(20, Math.round(turnMs / ms)));
}

/** @param {import('../conversation.mjs').Conversation} ours @param {import('../conversation.mjs').Conversation} theirs */
async function sameLosses(ours, theirs) {
  /** @type {[number[], number[]]} */
  const [a, b] = [await ours.ask({ do: 'losses', count: compared }), await theirs.ask({ do: 'losses', count: compared })];
  for (const [i, loss] of a.entries()) {
    if (!(Math.abs(loss - (b[i] ?? Number.NaN)) <= 1e-4 * Math.abs(loss))) throw new Error(`losses differ: ${a} against ${b}`);
  }
}

/** Features, right answers and batches as ours draws them. @param {string} folder @param {number} batch */
async function writeTraining(folder, batch) {
  const features = await writeFeatures(folder, items);
  const random = createRandom(4);
  const share = Math.floor(items.right / answersEach);
  // Different answers a row, ascending.
  const answers = Int32Array.from(
    { length: items.left * answersEach },
    (_, i) => (i % answersEach) * share + random.below(share),
  );
  const relevance = {
    rows: items.left,
    columns: items.right,
    offsets: Uint32Array.from({ length: items.left + 1 }, (_, row) => row * answersEach),
    columnOf: Uint32Array.from(answers),
    grades: new Uint8Array(answers.length).fill(1),
  };
  const batches = createBatches(/** @type {any} */ ({ relevance, known: relevance }), batch, 0);
  const [left, right] = [new BigInt64Array(drawn * batch), new BigInt64Array(drawn * batch)];
  const blocked = new Float32Array(drawn * batch * batch);
  for (let i = 0; i < drawn; i++) {
    const next = /** @type {import('../../../src/training/batches.ts').Batch} */ (batches.next());
    left.set(next.left, i * batch);
    right.set(next.right, i * batch);
    blocked.set(next.blocked, i * batch * batch);
  }
  await writeSafetensors(join(folder, 'training.safetensors'), {
    left: { dtype: 'F32', shape: [items.left, features.left.columns], data: features.left.data },
    right: { dtype: 'F32', shape: [items.right, features.right.columns], data: features.right.data },
    answers: { dtype: 'I32', shape: [items.left, answersEach], data: answers },
    'batch.left': { dtype: 'I64', shape: [drawn, batch], data: left },
    'batch.right': { dtype: 'I64', shape: [drawn, batch], data: right },
    'batch.blocked': { dtype: 'F32', shape: [drawn, batch, batch], data: blocked },
  });
  return features;
}
