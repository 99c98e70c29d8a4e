// @ts-check
import { defaultModelSettings } from '../../dist/models.js';
import { median } from '../../dist/statistics/summary.js';
import { tInterval } from '../../dist/statistics/t-interval.js';
import { ourSteps } from './our-steps.mjs';
import { networkArguments, torchSteps } from './torch-process.mjs';

/**
 * Times training steps, ours and PyTorch's in turn, so that whatever else the machine does meets both; prints the ratio of the medians
 * of each pair of turns as a geometric mean with its 95 % interval (t, over the logarithms).
 * @param {string} python
 * @param {{ models: readonly import('../../src/models.ts').ModelName[], batch: number, threads: number, pairs: number, steps: number }} options
 */
export async function compareSteps(python, { models, batch, threads, pairs, steps }) {
  console.log(`batch ${batch}, ${threads} threads, ${pairs} pairs of ${steps} steps; medians in ms; below 1, ours is faster\n`);
  console.log('model               ours    PyTorch eager  ours / PyTorch [95 %]');
  for (const model of models) {
    const ours = ourSteps({ model, settings: defaultModelSettings, batch, threads });
    const args = [
      '--model',
      model,
      '--batch',
      String(batch),
      '--threads',
      String(threads),
      ...networkArguments(defaultModelSettings),
    ];
    const theirs = torchSteps(python, args);
    /** @type {{ ours: number, theirs: number }[]} */
    const turns = [];
    try {
      await theirs.run(3);
      for (let pair = 0; pair < pairs; pair++) {
        /** @type {{ ours?: number, theirs?: number }} */
        const turn = {};
        // Who goes first alternates.
        for (const who of pair % 2 === 0 ? /** @type {const} */ (['ours', 'theirs']) : /** @type {const} */ (['theirs', 'ours']))
          turn[who] = median(await (who === 'ours' ? ours : theirs).run(steps));
        turns.push({ ours: turn.ours ?? Number.NaN, theirs: turn.theirs ?? Number.NaN });
      }
    } finally {
      await theirs.close();
    }
    const logs = tInterval(turns.map((turn) => Math.log(turn.ours / turn.theirs)));
    const shown = (/** @type {number | undefined} */ value) => (value === undefined ? 'n/a' : value.toFixed(2));
    const [value, low, high] = [logs?.value, logs?.interval?.low, logs?.interval?.high].map((log) =>
      shown(log === undefined ? undefined : Math.exp(log)),
    );
    const [mine, other] = [turns.map((turn) => turn.ours), turns.map((turn) => turn.theirs)].map((times) => shown(median(times)));
    console.log(`${model.padEnd(18)}  ${mine?.padEnd(6)}  ${other?.padEnd(13)}  ${value} [${low}, ${high}]`);
  }
}
