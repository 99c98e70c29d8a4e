// @ts-check
import { parseArgs } from 'node:util';
import { objectionToShapes } from '../../dist/define-model.js';
import { exitCodes } from '../../dist/errors.js';
import { isModelName, models as table } from '../../dist/models.js';
import { suggestion } from '../../dist/suite/nearest-name.js';
import { pythonFor } from '../python.mjs';
import { compareAccuracy } from './accuracy.mjs';
import { groupNames, printTable } from './table.mjs';

const usage = `Usage: npm run bench:peers [-- table] [--only ${groupNames.join(',')}] [--quick]
       npm run bench:peers -- steps [--models a,b] [--batch 96] [--threads 2,1] [--pairs 3] [--steps n]
       npm run bench:peers -- accuracy OUT [--models a,b] [--datasets a,b] [--data data]

table     every comparison of speed; the whole table is written to reports/peers.md. --only prints some of its parts, --quick takes few turns
steps     speed of training steps alone, of any models
accuracy  trains in PyTorch what the run in OUT trained, and compares; exit code 8 when an interval of a difference leaves out 0`;

/** PyTorch has no models over tokens. */
const vectorModels = Object.keys(table)
  .filter(isModelName)
  .filter((name) => objectionToShapes(name, { left: { width: 1280 }, right: { width: 384 } }) === undefined);

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
    batch: { type: 'string', default: '96' },
    threads: { type: 'string', default: '2,1' },
    pairs: { type: 'string', default: '3' },
    steps: { type: 'string' },
  },
});
const chosen = values.models?.split(',');
const [what = 'table', out] = positionals;
const only = values.only?.split(',');
if (what === 'table' && only?.every((name) => groupNames.some((group) => group === name)) !== false) {
  await printTable(await pythonFor('peers'), { only, quick: values.quick });
} else if (what === 'steps') {
  const unknown = chosen?.find((name) => !vectorModels.some((model) => model === name));
  if (unknown !== undefined)
    refuse(`There is no model "${unknown}" over one vector an item. ${suggestion(unknown, vectorModels)}`);
  const models = /** @type {import('../../src/models.ts').ModelName[]} */ (chosen ?? vectorModels);
  const [batch, pairs] = [values.batch, values.pairs].map(Number);
  const steps = values.steps === undefined ? undefined : Number(values.steps);
  const threads = values.threads.split(',').map(Number);
  if (!batch || !pairs || steps === 0 || !threads.every((count) => count > 0)) refuse(usage);
  await printTable(await pythonFor('peers'), {
    only: ['training'],
    quick: values.quick,
    training: { models, batch, threads, pairs, steps },
  });
} else if (what === 'accuracy' && out !== undefined) {
  const alike = await compareAccuracy(await pythonFor('peers'), out, {
    data: values.data,
    models: chosen,
    datasets: values.datasets?.split(','),
  });
  if (!alike) process.exitCode = exitCodes.differ;
} else {
  refuse(usage);
}
