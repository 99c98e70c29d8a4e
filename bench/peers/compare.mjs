// @ts-check
import { parseArgs } from 'node:util';
import { exitCodes } from '../../dist/errors.js';
import { suggestion } from '../../dist/nearest-name.js';
import { pythonFor } from '../python.mjs';
import { compareAccuracy } from './accuracy.mjs';
import { printEqual } from './equal.mjs';
import { groupNames, printTable } from './table.mjs';
import { trainable } from './tasks.mjs';

const usage = `Usage: npm run bench:peers [-- table] [--only ${groupNames.join(',')}] [--quick]
       npm run bench:peers -- steps [--models a,b] [--batch n] [--threads 2,1] [--pairs 3] [--steps n]
       npm run bench:peers -- equal [--models a,b]
       npm run bench:peers -- accuracy OUT [--models a,b] [--datasets a,b] [--data data]

table     every comparison of speed, also to reports/peers.md. --only measures some of its parts anew, --quick takes few turns and writes nothing
steps     speed of training steps alone, of any models
equal     whether losses and gradients are those of PyTorch, without any time: of every model and objective, or of some models; exit code 8 when not
accuracy  trains in PyTorch what the run in OUT trained, and compares; exit code 8 when an interval of a difference leaves out 0`;

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(message);
  process.exit(exitCodes.input);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    models: { type: 'string' },
    datasets: { type: 'string' },
    data: { type: 'string', default: 'data' },
    batch: { type: 'string' },
    threads: { type: 'string', default: '2,1' },
    pairs: { type: 'string', default: '3' },
    steps: { type: 'string' },
  },
});
/** Models that were named; undefined where none was. */
function chosenModels() {
  const unknown = chosen?.find((name) => !trainable.some((model) => model === name));
  if (unknown !== undefined) refuse(`There is no model "${unknown}" that learns anything. ${suggestion(unknown, trainable)}`);
  return /** @type {import('../../src/models.ts').ModelName[] | undefined} */ (chosen);
}

const chosen = values.models?.split(',');
const [what = 'table', out] = positionals;
const only = values.only?.split(',');
if (what === 'table' && only?.every((name) => groupNames.some((group) => group === name)) !== false) {
  await printTable(await pythonFor('peers'), { only, quick: values.quick });
} else if (what === 'equal') {
  if (!(await printEqual(await pythonFor('peers'), chosenModels()))) process.exitCode = exitCodes.differ;
} else if (what === 'steps') {
  const models = chosenModels() ?? trainable;
  const pairs = Number(values.pairs);
  const batch = values.batch === undefined ? undefined : Number(values.batch);
  const steps = values.steps === undefined ? undefined : Number(values.steps);
  const threads = values.threads.split(',').map(Number);
  if (![pairs, ...threads, batch ?? 1, steps ?? 1].every((count) => Number.isInteger(count) && count > 0)) refuse(usage);
  await printTable(await pythonFor('peers'), {
    only: ['training'],
    quick: values.quick,
    training: { models, batch, threads, pairs, steps },
  });
} else if (what === 'accuracy' && out !== undefined) {
  const alike = await compareAccuracy(await pythonFor('peers'), out, {
    data: values.data,
    models: chosenModels(),
    datasets: values.datasets?.split(','),
  });
  if (alike === undefined) refuse(`Nothing was compared: ${out} has no finished accuracy of such models and data sets.`);
  if (!alike) process.exitCode = exitCodes.differ;
} else {
  refuse(usage);
}
