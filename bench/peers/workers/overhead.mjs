// @ts-check
import { spawnSync } from 'node:child_process';
import { measureLatency } from '../../../dist/measuring/latency.js';
import { singleQueries } from '../../../dist/measuring/single-queries.js';
import { median } from '../../../dist/statistics/summary.js';
import { randomMatrix } from '../material.mjs';
import { serve, timed } from './serve.mjs';

const calls = 50_000;
const k = 10;
/** @type {any} */
const queries = { global: randomMatrix(256, 8, 0) };
const answer = { k, rows: new Int32Array(k), scores: new Float32Array(k) };

/** Answers at once: what is left is the harness. @type {import('../../../src/types.ts').Scorer} */
const scorer = {
  spec: { kind: 'null', modelDir: '', queries: 'left', candidates: '', device: 'cpu', threads: 1, settings: {} },
  candidateCount: 1000,
  opening: [],
  warnings: [],
  encode: async ({ global }) => ({ count: global.rows }),
  search: async () => answer,
  close: async () => {},
};
const measure = (/** @type {number} */ count) =>
  measureLatency(
    scorer,
    queries,
    {
      k,
      minimumCount: count,
      minimumMs: 0,
      maximumMs: 60_000,
      warmUp: { windowCalls: 100, windows: 3, tolerance: 1, maximumMs: 1_000 },
    },
    {},
  );

await serve({
  /** Milliseconds a call under measurement: calls of the fewer are left out, opening and warm-up with them. */
  async measured() {
    const [many, few] = [await timed(() => measure(calls)), await timed(() => measure(calls / 10))];
    return (many - few) / (calls - calls / 10);
  },
  /** Milliseconds a call in a loop that measures nothing. */
  async bare() {
    const singles = singleQueries(queries);
    const ms = await timed(async () => {
      for (let i = 0; i < calls; i++) {
        const query = singles[i % singles.length];
        if (query !== undefined) await scorer.search(await scorer.encode(query), k);
      }
    });
    return ms / calls;
  },
  /** The median sample, in ms. */
  async sample() {
    const { samples } = await measure(calls / 10);
    return median(samples.find(({ name }) => name === 'end to end')?.values ?? []);
  },
  spawn: ({ args }) => timed(() => spawnSync(process.execPath, args, { stdio: 'ignore' })),
});
