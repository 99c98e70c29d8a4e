// @ts-check
import { parseArgs } from 'node:util';
import { isModelName, models as table } from '../../dist/models.js';
import { pythonFor } from '../python.mjs';
import { compareAccuracy } from './accuracy.mjs';
import { compareSteps } from './steps.mjs';

const usage = `Usage: npm run bench:peers -- steps [--models a,b] [--batch 128] [--threads 2] [--pairs 8] [--steps 10]
       npm run bench:peers -- accuracy OUT [--models a,b] [--datasets a,b] [--data data]

steps     speed of a training step against PyTorch eager on synthetic data
accuracy  trains in PyTorch what the run in OUT trained, and compares; exit code 1 when an interval of a difference leaves out 0`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    models: { type: 'string' },
    datasets: { type: 'string' },
    data: { type: 'string', default: 'data' },
    batch: { type: 'string', default: '128' },
    threads: { type: 'string', default: '2' },
    pairs: { type: 'string', default: '8' },
    steps: { type: 'string', default: '10' },
  },
});
const chosen = values.models?.split(',');
const [what, out] = positionals;
if (what === 'steps') {
  const models = /** @type {import('../../src/models.ts').ModelName[]} */ ((chosen ?? Object.keys(table)).filter(isModelName));
  const [batch, threads, pairs, steps] = [values.batch, values.threads, values.pairs, values.steps].map(Number);
  if (!batch || !threads || !pairs || !steps || models.length === 0) throw new Error(usage);
  await compareSteps(await pythonFor('peers'), { models, batch, threads, pairs, steps });
} else if (what === 'accuracy' && out !== undefined) {
  const alike = await compareAccuracy(await pythonFor('peers'), out, {
    data: values.data,
    models: chosen,
    datasets: values.datasets?.split(','),
  });
  if (!alike) process.exitCode = 1;
} else {
  console.error(usage);
  process.exitCode = 2;
}
