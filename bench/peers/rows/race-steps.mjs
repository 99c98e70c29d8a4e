// @ts-check
import { join } from 'node:path';
import { defaultModelSettings } from '../../../dist/define-model.js';
import { defaultTrainingSettings } from '../../../dist/training/settings.js';
import { converse } from '../conversation.mjs';
import { race } from '../race.mjs';
import { nameOf } from '../tasks.mjs';
import { networkArguments } from '../torch-process.mjs';
import { writeTraining } from '../training-material.mjs';
import { ourWorker, pythonScript } from '../workers/start.mjs';
import { duration, inverse } from './row.mjs';

/** Steps whose losses are compared, without dropout. */
const compared = 5;
/** By how much loss and gradients may differ, relative. */
const tolerance = 1e-4;
/** As many steps as take about this long, at least 3 and at most those between two checks, so that a turn is neither a blink nor a wait. */
const turnMs = 400;

/**
 * A task with its material and our first weights and gradients in files, and how either side is started.
 * @param {import('../table.mjs').Bench} bench
 * @param {string} folder
 * @param {import('../tasks.mjs').Task} task
 * @param {{ batch: number, threads: number, steps?: number }} sizes
 */
export async function prepareTask(bench, folder, task, { batch, threads, steps }) {
  const material = await writeTraining(folder, task.kind, batch);
  const state = join(folder, `${nameOf(task).replaceAll(/\W+/g, '-')}-${batch}.safetensors`);
  const open = () => ourWorker('our-steps', { material, task, batch, threads });
  const asking = open();
  const trained = Number(await asking.ask({ do: 'state', path: state }));
  const count =
    steps ??
    Math.max(
      3,
      Math.min(defaultTrainingSettings.stepsPerCheck, Math.round(turnMs / (await asking.ask({ do: 'steps', count: 3 })))),
    );
  await asking.close();
  const args = ['--batch', String(batch), '--threads', String(threads), ...networkArguments(defaultModelSettings)];
  const openTheirs = () => converse(bench.python, [pythonScript('steps_torch'), material, state, JSON.stringify(task), ...args]);
  return { material, trained, open, openTheirs, turn: { do: 'steps', count } };
}

/** @typedef {Awaited<ReturnType<typeof prepareTask>>} PreparedTask */

/**
 * A row: whole training steps against PyTorch eager, after loss and gradients were equal.
 * @param {PreparedTask} prepared
 * @param {string} what
 * @param {number} batch
 * @param {{ launches: number, pairs: number }} turns
 * @returns {Promise<import('./row.mjs').Row>}
 */
export async function againstTorch({ open, openTheirs, turn }, what, batch, turns) {
  /** @type {ReturnType<typeof agree> | undefined} */
  let agreed;
  /** @type {typeof agree} */
  const onceAgree = (ours, theirs) => (agreed ??= agree(ours, theirs));
  const against = await race({ open, turn }, { open: openTheirs, turn }, { ...turns, agree: onceAgree });
  return {
    what,
    ours: duration(against.ours),
    peer: `${duration(against.theirs)}, PyTorch eager`,
    ratio: inverse(against.timeRatio),
    of: 'speed',
    goal: 1,
    notes: [
      `Batch ${batch}; without dropout, the loss and every gradient are PyTorch's in float64, and the losses of ${compared} steps its own, to 0.01 %; a gradient that cancels to within 3 times the rounding of its float32.`,
    ],
  };
}

/** The two sides do not compute the same. */
export class NotEqual extends Error {}

/**
 * Loss and every gradient of the first batch against PyTorch in float64, then the losses of some steps against PyTorch's. Throws where they differ. Where a
 * gradient is a small rest of large sums, PyTorch's own float32 is as far from float64 as ours: then that is what ours is held to.
 * @param {import('../conversation.mjs').Conversation} ours
 * @param {import('../conversation.mjs').Conversation} theirs
 */
export async function agree(ours, theirs) {
  /** @type {Record<string, { ours: number, torch: number }>} */
  const distances = await theirs.ask({ do: 'distances' });
  const far = Object.entries(distances).filter(([, { ours: own, torch }]) => !(own <= Math.max(tolerance, 3 * torch)));
  if (far.length > 0) {
    const each = far.map(([name, { ours: own, torch }]) => `${name} by ${own}, PyTorch's float32 by ${torch}`);
    throw new NotEqual(`loss or gradients differ from PyTorch in float64: ${each.join('; ')}`);
  }
  /** @type {[number[], number[]]} */
  const [a, b] = [await ours.ask({ do: 'losses', count: compared }), await theirs.ask({ do: 'losses', count: compared })];
  for (const [i, own] of a.entries()) {
    if (!(Math.abs(own - (b[i] ?? Number.NaN)) <= tolerance * Math.abs(own)))
      throw new NotEqual(`losses differ: ${a} against ${b}`);
  }
  return distances;
}
