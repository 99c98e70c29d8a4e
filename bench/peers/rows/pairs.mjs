// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { blockShape } from '../../../dist/retrieval/grid.js';
import { converse } from '../conversation.mjs';
import { writeFeatures, writeModel } from '../material.mjs';
import { race } from '../race.mjs';
import { agreeOn } from '../same-answers.mjs';
import { ourWorker, pythonScript, sharesNote } from '../workers/start.mjs';
import { figure, inverse, pairRate } from './row.mjs';

const k = 10;
const threads = 2;
const rows = { left: 64, right: 8192 };
/** The naive way is an order of magnitude slower: fewer queries. */
const naiveQueries = 4;
/** Upper layers: those of the table of models, and twice as wide a second one. */
const networks = [
  [512, 128],
  [512, 256],
];
const blocks = [256, 512, 1024, 2048, 4096, 8192];

/**
 * Scoring all N × M pairs of early fusion over joined features down to the ten best: factorised and as drawn, against PyTorch eager and against the matrix
 * products of the layers that cannot be cached.
 * @param {import('../table.mjs').Bench} bench
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export async function pairRows(bench) {
  const folder = join(bench.folder, 'pairs');
  await mkdir(folder, { recursive: true });
  const features = await writeFeatures(folder, rows);
  const table = [];
  for (const fusionHidden of networks) {
    const { modelDir, manifest, weightsFile } = await writeModel(folder, 'concat', features, { fusionHidden });
    const widths = `1664→${fusionHidden.join('→')}→1`;
    const ours = scorer({ modelDir, features });
    const turns = bench.quick ? { launches: 1, pairs: 2 } : { launches: 3, pairs: 5 };

    for (const count of [threads, 1]) {
      const what = `N × M factorised with top-${k}, ${widths}, ${count === 1 ? '1 thread' : `${count} threads`}`;
      bench.log(`${what}, products alone`);
      const pairs = (count === 1 ? rows.left / 2 : rows.left) * rows.right;
      const queryCount = pairs / rows.right;
      const alone = {
        open: () =>
          ourWorker('products-alone', {
            onnx: join(modelDir, 'interaction.onnx'),
            threads: count,
            dimension: 'P',
            blocks: blocks.slice(0, -1),
          }),
        turn: { do: 'rows', rows: pairs },
      };
      let block = 0;
      const limit = await race(ours('exhaustive-factorised', queryCount, count), alone, {
        ...turns,
        async agree(_, theirs) {
          ({ block } = await theirs.ask({ do: 'facts' }));
        },
      });
      const { queries: N, candidates: M } = blockShape(manifest, queryCount, { device: 'cpu', threads: count });
      table.push({
        what,
        ours: pairRate(pairs, limit.ours),
        peer: `${pairRate(pairs, limit.theirs)}, products of the uncached layers alone`,
        ratio: inverse(limit.timeRatio),
        of: /** @type {const} */ ('speed'),
        goal: 0.95,
        notes: [
          `Blocks of ${N} × ${M} pairs against the best of the products, ${block} rows.`,
          await sharesNote({ onnx: join(modelDir, 'grid.onnx'), threads: count, sizes: { N, M } }),
        ],
      });
    }

    const torch = (/** @type {'naive' | 'factorised'} */ way, /** @type {number} */ leftCount) => {
      const settings = {
        ...{ left: features.leftFile, right: features.rightFile, weights: weightsFile },
        way,
        threads,
        k,
        blocks,
      };
      const counts = { leftCount, rightCount: rows.right };
      return {
        open: () => converse(bench.python, [pythonScript('pairs_torch'), JSON.stringify({ ...settings, ...counts })]),
        turn: { do: 'batch' },
      };
    };
    const against = async (
      /** @type {string} */ kind,
      /** @type {'naive' | 'factorised'} */ way,
      /** @type {number} */ queries,
      /** @type {number} */ goal,
      /** @type {string[]} */ notes,
    ) => {
      const name = kind === 'exhaustive-naive' ? 'naive' : 'factorised';
      const what = `N × M ${name}, ${widths}`;
      bench.log(`${what}, PyTorch ${way}`);
      const result = await race(ours(kind, queries, threads), torch(way, queries), { ...turns, agree: agreeOn(k) });
      const pairs = queries * rows.right;
      table.push({
        what,
        ours: pairRate(pairs, result.ours),
        peer: `${pairRate(pairs, result.theirs)}, PyTorch eager ${way}`,
        ratio: inverse(result.timeRatio),
        of: /** @type {const} */ ('speed'),
        goal,
        notes: [`${queries} × ${rows.right} pairs; the same ten best.`, ...notes],
      });
    };
    const { pair, interaction } = manifest.work;
    const operations = pair.operations / interaction.operations;
    await against('exhaustive-factorised', 'naive', naiveQueries, 0.9 * operations, [
      `${figure(pair.operations / 1e6)} against ${figure(interaction.operations / 1e6)} million operations a pair, ${figure(operations)} times fewer; the goal is 0.9 of that.`,
    ]);
    await against('exhaustive-factorised', 'factorised', rows.left, 1, []);
    await against('exhaustive-naive', 'naive', naiveQueries, 1, [
      await sharesNote({ onnx: join(modelDir, 'pair.onnx'), threads, sizes: { P: 512 } }),
    ]);
  }
  return table;
}

/** @param {{ modelDir: string, features: import('../material.mjs').FeatureFiles }} files */
const scorer =
  ({ modelDir, features }) =>
  /** @param {string} kind @param {number} queryCount @param {number} threads @returns {import('../race.mjs').Contender} */
  (kind, queryCount, threads) => ({
    open: () =>
      ourWorker('our-scorer', {
        spec: { kind, modelDir, queries: 'left', candidates: features.rightFile, device: 'cpu', threads, settings: {} },
        queries: features.leftFile,
        queryCount,
        k,
      }),
    turn: { do: 'batch' },
  });
