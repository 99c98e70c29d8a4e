// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFeatures, writeModel } from '../material.mjs';
import { middleOf, race } from '../race.mjs';
import { ourWorker } from '../workers/start.mjs';
import { duration } from './row.mjs';

const threads = 2;
const k = 10;
/** Queries encoded at a time. */
const block = 100;

/**
 * Ten times the pairs: ten times the time, and no more memory. Both processes hold the same features and the same cached candidates; queries grow. Cost only:
 * the network is untrained.
 * @param {import('../table.mjs').Bench} bench
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export async function growthRows(bench) {
  const folder = join(bench.folder, 'growth');
  await mkdir(folder, { recursive: true });
  const sizes = bench.quick ? [1e4, 1e5, 1e6] : [1e6, 1e7, 1e8];
  const candidates = bench.quick ? 1000 : 10_000;
  const features = await writeFeatures(folder, { left: /** @type {number} */ (sizes.at(-1)) / candidates, right: candidates });
  const { modelDir } = await writeModel(folder, 'concat', features, { fusionHidden: [512, 128] });
  const pass = (/** @type {number} */ pairs) => ({
    open: () =>
      ourWorker('our-scorer', {
        spec: {
          ...{ kind: 'exhaustive-factorised', modelDir, queries: 'left', candidates: features.rightFile },
          ...{ device: 'cpu', threads, settings: {} },
        },
        queries: features.leftFile,
        queryCount: pairs / candidates,
        k,
      }),
    turn: { do: 'pass', block },
    warm: { do: 'single' },
  });
  const rows = [];
  for (const [i, pairs] of sizes.entries()) {
    const fewer = sizes[i - 1];
    if (fewer === undefined) continue;
    const what = `growth, ${pairs.toExponential(0)} against ${fewer.toExponential(0)} pairs`;
    bench.log(what);
    /** @type {import('../race.mjs').Turn[][]} bytes: one pair a launch */
    const peaks = [];
    const grown = await race(pass(pairs), pass(fewer), {
      launches: bench.quick ? 1 : 2,
      pairs: pairs >= 1e8 ? 1 : 3,
      async after(more, less) {
        peaks.push([{ ours: await more.ask({ do: 'peakBytes' }), theirs: await less.ask({ do: 'peakBytes' }) }]);
      },
    });
    const mebibytes = (/** @type {'ours' | 'theirs'} */ of) =>
      `${(Math.max(...peaks.flat().map((peak) => peak[of])) / 2 ** 20).toFixed(0)} MiB`;
    rows.push(
      {
        what: `${what}, time`,
        ours: duration(grown.ours),
        peer: duration(grown.theirs),
        ratio: grown.timeRatio,
        of: /** @type {const} */ ('time'),
        goal: 10.5,
        notes: [
          `${pairs / candidates} against ${fewer / candidates} queries with ${candidates} candidates, from raw features, ${block} queries encoded at a time.`,
        ],
      },
      {
        what: `${what}, memory`,
        ours: mebibytes('ours'),
        peer: mebibytes('theirs'),
        ratio: middleOf(peaks, ({ ours, theirs }) => ours / theirs),
        of: /** @type {const} */ ('memory'),
        goal: 1.1,
        notes: [`Highest resident memory of the process, ${peaks.length} launches of either.`],
      },
    );
  }
  return rows;
}
