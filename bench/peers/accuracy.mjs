// @ts-check
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tInterval } from '../../dist/statistics/t-interval.js';
import { taskOf, trainable } from './tasks.mjs';
import { networkArguments, torchTraining } from './torch-process.mjs';
import { isArm, verdicts } from './verdict.mjs';

const directions = ['left-right', 'right-left'];
const metrics = ['R@1', 'R@5', 'R@10', 'MRR'];

/** The script that trains whole models reads one vector an item. @param {string} model */
const isTrainedThere = (model) => trainable.some((name) => name === model && taskOf(name).kind === 'vectors');

/**
 * Trains in PyTorch what a run of ours trained (same folds, settings and budget; other random numbers) and compares the accuracy on the test items.
 * @param {string} python
 * @param {string} out result folder of a run
 * @param {{ data: string, models?: readonly string[], datasets?: readonly string[] }} options
 * @returns {Promise<boolean | undefined>} whether no interval leaves out 0; undefined where there was nothing to compare
 */
export async function compareAccuracy(python, out, { data, models, datasets }) {
  const { suite, cells } = JSON.parse(await readFile(join(out, 'record.json'), 'utf8'));
  /** @type {Map<string, { model: string, values: number[] }>} */
  const differences = new Map();
  console.log('percent, ours · PyTorch\nmodel, fold, direction'.padEnd(62), metrics.join('           '));
  /** @type {Set<string>} */
  const leftOut = new Set();
  for (const { file } of cells) {
    const { kind, status, key, figures } = JSON.parse(await readFile(join(out, file), 'utf8'));
    if (
      kind !== 'accuracy' ||
      status !== 'done' ||
      isArm(key.model) ||
      models?.includes(key.model) === false ||
      datasets?.includes(key.dataset) === false
    )
      continue;
    if (!isTrainedThere(key.model)) {
      leftOut.add(key.model);
      continue;
    }
    const { training, threads } = suite;
    const theirs = await torchTraining(python, [
      ...['--data', join(data, key.dataset), '--fold', key.split, '--seed', String(key.seed), '--model', key.model],
      ...['--batch', String(training.batchSize), '--steps', String(training.maxSteps)],
      ...['--steps-per-check', String(training.stepsPerCheck), '--patience', String(training.patience)],
      ...['--learning-rate', String(training.learningRate), '--warm-up', String(training.warmUpSteps)],
      ...['--weight-decay', String(training.weightDecay), '--threads', String(threads)],
      ...networkArguments({ ...suite.network, ...suite.widths?.[key.model] }),
    ]);
    for (const direction of directions) {
      const cellsOfLine = metrics.map((metric) => {
        const ours = figures.find(
          (/** @type {import('../../src/record.ts').Figure} */ figure) =>
            figure.metric === metric && figure.direction === direction,
        ).value;
        const other = theirs.test[direction]?.[metric] ?? Number.NaN;
        const name = `${key.dataset} ${key.model} ${direction} ${metric}`;
        differences.set(name, { model: key.model, values: [...(differences.get(name)?.values ?? []), ours - other] });
        return `${(100 * ours).toFixed(1)} · ${(100 * other).toFixed(1)}`.padEnd(14);
      });
      console.log(`${key.dataset} ${key.model} ${key.split} seed ${key.seed} ${direction}`.padEnd(62), ...cellsOfLine);
    }
  }
  if (leftOut.size > 0)
    console.log(`left out, as PyTorch trains models over one vector an item here: ${[...leftOut].join(', ')}`);
  if (differences.size === 0) return undefined;
  console.log('\nours − PyTorch in points, mean over runs [95 %]; an interval that holds 0 shows no difference');
  const found = [];
  for (const [name, { model, values }] of differences) {
    const { value, interval, count } = tInterval(values) ?? {};
    const points = (/** @type {number | undefined} */ share) => (share === undefined ? 'n/a' : (100 * share).toFixed(1));
    console.log(`${name.padEnd(48)} ${points(value)} [${points(interval?.low)}, ${points(interval?.high)}], ${count} runs`);
    found.push({ model, interval });
  }
  const judged = verdicts(found);
  console.log();
  for (const { model, holds, holding, intervals } of judged) {
    const answer =
      holds === undefined ? 'n/a, one run has no interval' : `${holds ? 'yes' : 'no'}, ${holding} of ${intervals} intervals`;
    console.log(`${model.padEnd(20)} holds 0: ${answer}`);
  }
  return judged.every(({ holds }) => holds !== false);
}
