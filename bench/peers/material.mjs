// @ts-check
import { join } from 'node:path';
import { defaultModelSettings, defineModel } from '../../dist/define-model.js';
import { writeSafetensors } from '../../dist/files/safetensors.js';
import { createRandom } from '../../dist/random.js';
import { embed } from '../../dist/retrieval/recall.js';
import { exportModel } from '../../dist/training/export-model.js';
import { initialWeights } from '../../dist/training/weights.js';

/** Widths of the features of the embedded data. */
export const widths = { left: 1280, right: 384 };

/** @param {number} rows @param {number} columns @param {number} seed @returns {import('../../src/types.ts').Matrix} */
export function randomMatrix(rows, columns, seed) {
  const random = createRandom(seed);
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, () => random.uniform() - 0.5) };
}

/** @param {string} path @param {import('../../src/types.ts').Matrix} matrix */
const writeMatrix = async (path, { rows, columns, data }) => {
  await writeSafetensors(path, { global: { dtype: 'F32', shape: [rows, columns], data } });
  return path;
};

/**
 * Features of both sides in files that either side of a race reads. The values do not matter to a speed.
 * @param {string} folder
 * @param {{ left: number, right: number }} rows
 */
export async function writeFeatures(folder, rows) {
  const [left, right] = [randomMatrix(rows.left, widths.left, 1), randomMatrix(rows.right, widths.right, 2)];
  return {
    left,
    right,
    leftFile: await writeMatrix(join(folder, `left-${rows.left}.safetensors`), left),
    rightFile: await writeMatrix(join(folder, `right-${rows.right}.safetensors`), right),
  };
}

/** @typedef {Awaited<ReturnType<typeof writeFeatures>>} FeatureFiles */

/**
 * An untrained model as we export it, and its weights under our names for PyTorch.
 * @param {string} folder
 * @param {import('../../src/models.ts').ModelName} name
 * @param {FeatureFiles} features
 * @param {Partial<import('../../src/define-model.ts').ModelSettings>} [settings]
 */
export async function writeModel(folder, name, { left, right }, settings = {}) {
  const model = defineModel(
    name,
    { left: { width: widths.left }, right: { width: widths.right } },
    /** @type {Parameters<typeof defineModel>[2]} */ ({ ...defaultModelSettings, ...settings }),
  );
  const weights = initialWeights(model.parameters, 0, { left: { global: left }, right: { global: right } });
  const modelDir = join(folder, [name, ...(settings.fusionHidden ?? [])].join('-'));
  const manifest = await exportModel(model, weights, modelDir);
  const weightsFile = join(modelDir, 'weights.safetensors');
  await writeSafetensors(
    weightsFile,
    Object.fromEntries(
      model.parameters.map(({ name: parameter, shape }) => {
        const data = /** @type {Float32Array} */ (weights.get(parameter));
        return [parameter, /** @type {const} */ ({ dtype: 'F32', shape, data })];
      }),
    ),
  );
  return { modelDir, manifest, weightsFile };
}

/**
 * Embeddings of both sides, for index libraries.
 * @param {string} modelDir
 * @param {FeatureFiles} features
 */
export async function writeEmbeddings(modelDir, { left, right }) {
  const settings = /** @type {const} */ ({ device: 'cpu', threads: 2 });
  const [queries, candidates] = [
    await embed(modelDir, 'left', { global: left }, settings),
    await embed(modelDir, 'right', { global: right }, settings),
  ];
  return {
    queriesFile: await writeMatrix(join(modelDir, 'queries.safetensors'), queries),
    candidatesFile: await writeMatrix(join(modelDir, 'candidates.safetensors'), candidates),
    width: candidates.columns,
  };
}
