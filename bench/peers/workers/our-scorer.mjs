// @ts-check

import { singleQueries } from '../../../dist/measuring/single-queries.js';
import { readFeatures } from '../../../dist/retrieval/features-file.js';
import { openScorer } from '../../../dist/retrieval/open.js';
import { quantile } from '../../../dist/statistics/summary.js';
import { serve, timed } from './serve.mjs';

/**
 * A scorer of ours, opened from files: `{ spec, queries, queryCount, k }`. Searches are timed with their queries encoded.
 * @type {{ spec: import('../../../src/types.ts').ScorerSpec, queries: string, queryCount: number, k: number }}
 */
const { spec, queries, queryCount, k } = JSON.parse(/** @type {string} */ (process.argv[2]));
// The whole file is held whatever part of it is asked, so that memory can be compared.
const { global: held } = await readFeatures(queries);
const features = { global: { ...held, rows: queryCount, data: held.data.subarray(0, queryCount * held.columns) } };
const scorer = await openScorer(spec);
/** Encoded when first asked for: a pass holds none of them. @template T @param {() => Promise<T>} encode */
const once = (encode) => {
  /** @type {Promise<T> | undefined} */
  let encoded;
  return () => (encoded ??= encode());
};
const all = once(() => scorer.encode(features));
const singles = once(async () => {
  const encoded = [];
  for (const query of singleQueries(/** @type {any} */ (features)).slice(0, 200)) encoded.push(await scorer.encode(query));
  return encoded;
});

await serve({
  async answers() {
    const { rows, scores } = await scorer.search(await all(), k);
    return { rows: [...rows], scores: [...scores] };
  },
  /** All queries in one call. */
  async batch() {
    const queries = await all();
    return timed(() => scorer.search(queries, k));
  },
  /** One query a call: the median. */
  async single() {
    const times = [];
    for (const query of await singles()) times.push(await timed(() => scorer.search(query, k)));
    return quantile(times, 0.5);
  },
  /** Queries from raw features, a block at a time, as a user would who has too many to hold: only the cached candidates and a block are there. */
  async pass({ block }) {
    return timed(async () => {
      const { rows, columns, data } = features.global;
      for (let first = 0; first < rows; first += block) {
        const part = data.subarray(first * columns, (first + block) * columns);
        await scorer.search(await scorer.encode({ global: { rows: part.length / columns, columns, data: part } }), k);
      }
    });
  },
  peakBytes: () => process.resourceUsage().maxRSS * 1024,
});
await scorer.close();
