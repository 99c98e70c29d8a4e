// @ts-check
import { defaultModelSettings, defineModel } from '../../../dist/define-model.js';
import { readSafetensors } from '../../../dist/files/safetensors.js';
import { withFrozen } from '../../../dist/training/frozen.js';
import { objectives } from '../../../dist/training/objectives/objectives.js';
import { buildStepGraph } from '../../../dist/training/step-graph.js';
import { initialWeights } from '../../../dist/training/weights.js';
import { shapes } from '../tasks.mjs';

/** @typedef {import('../../../src/types.ts').Side} Side */

/**
 * The material of a task as our training takes it.
 * @param {string} material
 * @param {import('../tasks.mjs').Task} task
 */
export async function openTask(material, task) {
  const { tensors } = await readSafetensors(material);
  const array = (/** @type {string} */ name) => {
    const found = tensors[name];
    if (found === undefined) throw new Error(`${material} has no ${name}`);
    return { shape: found.shape.map(Number), data: found.data };
  };
  const floats = (/** @type {string} */ name) => /** @type {Float32Array} */ (array(name).data);
  const { shape: sizes, data: columns } = array('answers');
  const counts = { left: Number(sizes[0]), right: Number(array('right').shape[0]) };

  /** @param {Side} side @param {number} rows @returns {import('../../../src/types.ts').Features} */
  const features = (side, rows) => {
    const { width, tokens, words } = /** @type {import('../../../src/types.ts').FeatureShape} */ (shapes[task.kind][side]);
    return {
      global: { rows, columns: width, data: floats(side).subarray(0, rows * width) },
      ...(tokens && {
        tokens: {
          items: rows,
          tokens: tokens.count,
          width: tokens.width,
          data: floats(`${side}_tokens`).subarray(0, rows * tokens.count * tokens.width),
          mask: Uint8Array.from(floats(`${side}_mask`).subarray(0, rows * tokens.count)),
        },
      }),
      ...(words && { words: packed(floats(`${side}_words`).subarray(0, rows * words), rows) }),
    };
  };
  /** @param {Side} side @param {number} rows @returns {import('../../../src/types.ts').SideData} */
  const sideData = (side, rows) => ({
    name: side,
    items: Array.from({ length: rows }, (_, row) => ({ id: String(row), unit: String(row) })),
    features: features(side, rows),
  });
  /** @param {number} lefts @param {number} rights @param {Int32Array} answers of each row, equally many */
  const part = (lefts, rights, answers) => ({
    left: sideData('left', lefts),
    right: sideData('right', rights),
    relevance: {
      rows: lefts,
      columns: rights,
      offsets: Uint32Array.from({ length: lefts + 1 }, (_, row) => (row * answers.length) / lefts),
      columnOf: Uint32Array.from(answers),
      grades: new Uint8Array(answers.length).fill(1),
    },
  });
  const train = part(counts.left, counts.right, /** @type {Int32Array} */ (columns));
  const validation = part(
    16,
    16,
    Int32Array.from({ length: 16 }, (_, row) => row),
  );
  const trainingFeatures = { left: train.left.features, right: train.right.features };
  const objective = objectives[task.objective].bind(task.settings);
  const classCount = Number(array('batch.classCount').data[0]);

  /** @param {import('../../../src/models.ts').ModelName} name @param {Partial<import('../../../src/define-model.ts').ModelSettings>} changes */
  const build = (name, changes) => defineModel(name, shapes[task.kind], { ...defaultModelSettings, ...changes });
  /** @param {import('../../../src/graph/model.ts').Model} model @param {import('../../../src/training/objectives/objective.ts').BoundObjective} by */
  const step = (model, by, batch = array('batch.left').shape[1] ?? 0) => buildStepGraph(model, by, batch, counts, classCount);
  return {
    train,
    validation,
    objective,
    trainingFeatures,
    step: (/** @type {import('../../../src/graph/model.ts').Model} */ model) => step(model, objective),
    /** @param {Partial<import('../../../src/define-model.ts').ModelSettings>} changes */
    define(changes) {
      const model = build(task.model, changes);
      if (!task.frozen) return model;
      const tower = step(build('dual-cosine', changes), objectives['info-nce'].bind({}));
      return withFrozen(model, initialWeights(tower.parameters, 0, trainingFeatures));
    },
    /** An array of the n-th batch, round and round. @param {string} name @param {number} n */
    batchArray(name, n) {
      const { shape, data } = array(`batch.${name}`);
      const [drawn = 1, ...dims] = shape;
      const size = data.length / drawn;
      return { dims, data: /** @type {any} */ (data).slice((n % drawn) * size, ((n % drawn) + 1) * size) };
    },
  };
}

/** Zeros and ones as a bit each, the lowest first. @param {Float32Array} values @param {number} rows */
function packed(values, rows) {
  const data = new Uint8Array(values.length / 8);
  for (const [i, value] of values.entries())
    if (value === 1) data[i >> 3] = /** @type {number} */ (data[i >> 3]) | (1 << (i & 7));
  return { items: rows, bytes: data.length / rows, data };
}
