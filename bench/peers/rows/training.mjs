// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { race } from '../race.mjs';
import { fusionObjectiveTasks, nameOf, objectiveTasks, taskOf, trainable } from '../tasks.mjs';
import { ourWorker, sharesNote } from '../workers/start.mjs';
import { againstTorch, prepareTask } from './race-steps.mjs';
import { duration, figure, inverse } from './row.mjs';

/** One of every family: a dual tower, early fusion with one and with two cached halves. */
const families = /** @type {const} */ (['dual-cosine', 'concat', 'product-difference']);

/** Pairs of tokens are many: batches of the combinations suite. @param {import('../tasks.mjs').Task} task */
export const usualBatch = ({ kind }) => (kind === 'tokens' ? 48 : 96);

/** @param {number} threads */
const threadText = (threads) => (threads === 1 ? '1 thread' : `${threads} threads`);

/** @param {import('../table.mjs').Bench} bench @param {string} name */
async function folderOf(bench, name) {
  const folder = join(bench.folder, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/**
 * Whole training steps (batch, masks, forward, backward, AdamW) against PyTorch eager, and against the step's own matrix products alone.
 * @param {import('../table.mjs').Bench} bench
 * @param {{ models?: readonly import('../../../src/models.ts').ModelName[], batch?: number, threads?: readonly number[], pairs?: number, steps?: number }} [options]
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export async function trainingRows(bench, { models = families, batch, threads = [2, 1], pairs = 3, steps } = {}) {
  const folder = await folderOf(bench, 'training');
  const turns = bench.quick ? { launches: 1, pairs: 2 } : { launches: 3, pairs };
  const rows = [];
  for (const task of models.map((model) => taskOf(model))) {
    const size = batch ?? usualBatch(task);
    for (const threadCount of threads) {
      const what = `training step, ${nameOf(task)}, ${threadText(threadCount)}`;
      bench.log(what);
      const prepared = await prepareTask(bench, folder, task, { batch: size, threads: threadCount, steps });
      rows.push(
        await againstTorch(prepared, what, size, turns),
        await againstProducts(prepared, folder, what, threadCount, turns),
      );
    }
  }
  return rows;
}

/** @param {import('./race-steps.mjs').PreparedTask} prepared @param {string} folder @param {string} what @param {number} threads @param {{ launches: number, pairs: number }} turns @returns {Promise<import('./row.mjs').Row>} */
async function againstProducts({ open, trained, turn }, folder, what, threads, turns) {
  const asking = open();
  const onnx = await asking.ask({ do: 'onnx', path: join(folder, 'step.onnx') });
  await asking.close();
  const alone = { open: () => ourWorker('products-alone', { onnx, threads }), turn: { do: 'call', count: turn.count } };
  const limit = await race({ open, turn }, alone, turns);
  return {
    what,
    ours: duration(limit.ours),
    peer: `${duration(limit.theirs)}, its matrix products alone`,
    ratio: inverse(limit.timeRatio),
    of: 'speed',
    goal: 0.75,
    notes: [
      await sharesNote({ onnx, threads, sizes: {} }),
      'What is no product (Gemm, MatMul) passes over activations and masks, and in AdamW eleven times over weights and moments; batches and masks are drawn besides.',
      // Seen with onnxruntime-node 1.30: a result that was written into a buffer of ours comes back in other memory.
      `Outside the profile, onnxruntime-node copies weights and both moments, ${figure((12 * trained) / 1e6)} MB, into fresh memory after every run; here as in training a run takes as many steps as last 0.4 s, the profile one.`,
    ],
  };
}

/**
 * A row for every other model of the table and for every other objective, against PyTorch eager with two threads.
 * @param {import('../table.mjs').Bench} bench
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export function zooRows(bench) {
  const others = trainable.filter((model) => !families.some((family) => family === model)).map((model) => taskOf(model));
  return rowsOf(bench, 'zoo', [...others, ...objectiveTasks]);
}

/**
 * A row for a fusion network by every other objective.
 * @param {import('../table.mjs').Bench} bench
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export const objectiveRows = (bench) => rowsOf(bench, 'objectives', fusionObjectiveTasks);

/** @param {import('../table.mjs').Bench} bench @param {string} name @param {readonly import('../tasks.mjs').Task[]} tasks @returns {Promise<import('./row.mjs').Row[]>} */
async function rowsOf(bench, name, tasks) {
  const folder = await folderOf(bench, name);
  const turns = bench.quick ? { launches: 1, pairs: 2 } : { launches: 3, pairs: 2 };
  /** @type {import('./row.mjs').Row[]} */
  const rows = [];
  for (const task of tasks) {
    const what = `training step, ${nameOf(task)}, 2 threads`;
    bench.log(what);
    const batch = usualBatch(task);
    rows.push(await againstTorch(await prepareTask(bench, folder, task, { batch, threads: 2 }), what, batch, turns));
  }
  return rows;
}
