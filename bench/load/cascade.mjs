// @ts-check
// What a cascade takes beside the sum of its stages, each served by itself: node bench/load/cascade.mjs [candidates] [queries] [k].
// Goal: at most 1.15 times. Same process, same queries, in turn A B B A; networks are untrained, since values do not matter to a speed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { singleQueries } from '../../dist/measuring/single-queries.js';
import { createRandom } from '../../dist/random.js';
import { openScorer } from '../../dist/retrieval/open.js';
import { percentile, percentileInterval } from '../../dist/statistics/percentile.js';
import { writeFeatures, writeModel } from '../peers/material.mjs';
import { duration } from '../peers/rows/row.mjs';

const goal = 1.15;
const answers = 10;
/** Queries that warm both ways. */
const warming = 100;
const [candidates, queryCount, k] = [
  Number(process.argv[2] ?? 8192),
  Number(process.argv[3] ?? 1000),
  Number(process.argv[4] ?? 100),
];
const networks = /** @type {const} */ (['mlb-dual', 'product-difference', 'concat', 'gmu']);
const firstStages = /** @type {const} */ ([
  { kind: 'exact', settings: {} },
  { kind: 'usearch', settings: { efSearch: 128 } },
]);

/** @typedef {import('../../src/types.ts').Scorer} Scorer */
/** @typedef {import('../../src/types.ts').Features} Features */

/** Milliseconds of one query, its encoding included. @param {Scorer} scorer @param {Features} query @param {number} count */
async function timed(scorer, query, count) {
  const start = performance.now();
  await scorer.search(await scorer.encode(query), count);
  return performance.now() - start;
}

/**
 * The times of every query by either way. The stages are the first one, handing on k, and the network on k candidates, which lie in a row: collecting them from
 * all over the cache is the cascade's own.
 * @param {Scorer} cascade @param {Scorer} first @param {Scorer} network @param {readonly Features[]} queries
 */
async function race(cascade, first, network, queries) {
  const whole = (/** @type {Features} */ query) => timed(cascade, query, answers);
  const stages = async (/** @type {Features} */ query) => (await timed(first, query, k)) + (await timed(network, query, answers));
  const pairs = [];
  for (const [i, query] of queries.entries()) {
    const pair = { whole: 0, stages: 0 };
    /** @type {('whole' | 'stages')[]} */
    const turns = i % 2 === 0 ? ['whole', 'stages'] : ['stages', 'whole'];
    for (const turn of turns) pair[turn] = await (turn === 'whole' ? whole : stages)(query);
    if (i >= warming) pairs.push(pair);
  }
  return pairs;
}

const folder = await mkdtemp(join(tmpdir(), 'matchbench-cascade-'));
let missed = 0;
try {
  const features = await writeFeatures(folder, { left: queryCount + warming, right: candidates });
  const tower = await writeModel(folder, 'dual-cosine', features);
  const queries = createRandom(0).shuffle(singleQueries({ global: features.left }));
  const common = /** @type {const} */ ({ queries: 'left', candidates: features.rightFile, device: 'cpu', threads: 1 });
  console.log(
    `${queryCount} queries, ${candidates} candidates, k = ${k}, one thread; ratio: median over queries of cascade / stages`,
  );
  console.log('network              first stage  cascade p50  stages p50  ratio [95 %]          at most 1.15');
  for (const name of networks) {
    const { modelDir } = await writeModel(
      folder,
      name,
      features,
      name === 'mlb-dual' ? { embedding: 128, fusionHidden: [128] } : {},
    );
    for (const { kind, settings } of firstStages) {
      const stage = { ...common, kind, modelDir: tower.modelDir, settings };
      const cascade = await openScorer({ ...common, kind: 'cascade', modelDir, settings: { k }, stages: [stage] });
      const first = await openScorer(stage);
      const network = await openScorer({ ...common, kind: 'exhaustive-factorised', modelDir, settings: {}, candidateCount: k });
      const pairs = await race(cascade, first, network, queries);
      for (const scorer of [cascade, first, network]) await scorer.close();
      const ratios = pairs.map(({ whole, stages }) => whole / stages);
      const [ratio, interval] = [percentile(ratios, 50), percentileInterval(ratios, 50)];
      const middle = (/** @type {'whole' | 'stages'} */ way) =>
        duration(
          percentile(
            pairs.map((pair) => pair[way]),
            50,
          ) ?? Number.NaN,
        );
      const holds =
        interval === undefined ? 'undecided' : interval.high <= goal ? 'yes' : interval.low > goal ? 'no' : 'undecided';
      if (holds === 'no') missed++;
      const bracket = interval === undefined ? '' : `[${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`;
      console.log(
        [
          name.padEnd(20),
          kind.padEnd(12),
          middle('whole').padStart(11),
          middle('stages').padStart(11),
          `${ratio?.toFixed(3)} ${bracket}`.padEnd(21),
          holds,
        ].join(' '),
      );
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
process.exitCode = missed === 0 ? 0 : 1;
