// @ts-check
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agree, NotEqual, prepareTask } from './rows/race-steps.mjs';
import { usualBatch } from './rows/training.mjs';
import { fusionObjectiveTasks, nameOf, objectiveTasks, taskOf, trainable } from './tasks.mjs';

const shown = (/** @type {number | undefined} */ value) => value?.toExponential(0);

/**
 * Compares losses and gradients with PyTorch in float64, of every model and objective or of some models, and prints the greatest relative differences.
 * @param {string} python
 * @param {readonly import('../../src/models.ts').ModelName[] | undefined} models
 * @returns {Promise<boolean>} whether all are equal
 */
export async function printEqual(python, models) {
  const folder = await mkdtemp(join(tmpdir(), 'matchbench-equal-'));
  const byObjective = models === undefined ? [...objectiveTasks, ...fusionObjectiveTasks] : [];
  const tasks = [...(models ?? trainable).map((model) => taskOf(model)), ...byObjective];
  console.log('| what | gradients | loss | farthest gradient | the same in PyTorch float32 | which |\n|---|--:|--:|--:|--:|---|');
  let equal = true;
  try {
    for (const task of tasks) {
      const bench = { python, folder, quick: true, log: () => {} };
      const { open, openTheirs } = await prepareTask(bench, folder, task, { batch: usualBatch(task), threads: 2, steps: 1 });
      const [ours, theirs] = [open(), openTheirs()];
      try {
        const { loss, ...gradients } = await agree(ours, theirs);
        const [name, worst] = Object.entries(gradients).reduce((a, b) => (b[1].ours > a[1].ours ? b : a));
        const cells = [Object.keys(gradients).length, shown(loss?.ours), shown(worst.ours), shown(worst.torch), name];
        console.log(`| ${[nameOf(task), ...cells].join(' | ')} |`);
      } catch (error) {
        if (!(error instanceof NotEqual)) throw error;
        equal = false;
        console.log(`| ${nameOf(task)} | ${error.message} | | | | |`);
      }
      await Promise.all([ours.close(), theirs.close()]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return equal;
}
