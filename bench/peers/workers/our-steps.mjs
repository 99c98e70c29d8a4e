// @ts-check
import { join } from 'node:path';
import { defaultModelSettings, defineModel } from '../../../dist/define-model.js';
import { readSafetensors } from '../../../dist/files/safetensors.js';
import { writeWhole } from '../../../dist/files/whole-file.js';
import { median } from '../../../dist/statistics/summary.js';
import { objectives } from '../../../dist/training/objectives/objectives.js';
import { buildStepGraph } from '../../../dist/training/step-graph.js';
import { train } from '../../../dist/training/train.js';
import { serve } from './serve.mjs';

/**
 * Our own training loop on the material of `{ folder, model, batch, threads }`, opening and validation left out.
 * @type {{ folder: string, model: import('../../../src/models.ts').ModelName, batch: number, threads: number }}
 */
const { folder, model, batch, threads } = JSON.parse(/** @type {string} */ (process.argv[2]));
const infoNce = objectives['info-nce'].bind({});
/** Steps at the start of a training that are not counted: the runtime allocates its buffers in them. */
const warmUp = 3;

const { tensors } = await readSafetensors(join(folder, 'training.safetensors'));
const matrix = (/** @type {string} */ name) => {
  const { shape, data } = /** @type {import('../../../src/files/safetensors.ts').TensorArray} */ (tensors[name]);
  return { rows: Number(shape[0]), columns: Number(shape[1]), data: /** @type {Float32Array} */ (data) };
};
const answers = /** @type {Int32Array} */ (tensors.answers?.data);
const [left, right] = [matrix('left'), matrix('right')];

/** @type {(name: string, features: import('../../../src/types.ts').Matrix, rows: number) => import('../../../src/types.ts').SideData} */
const side = (name, { columns, data }, rows) => ({
  name,
  items: Array.from({ length: rows }, (_, row) => ({ id: String(row), unit: String(row) })),
  features: { global: { rows, columns, data: data.subarray(0, rows * columns) } },
});
/** @param {number} lefts @param {number} rights @param {Int32Array} columns answers of each row, equally many */
const part = (lefts, rights, columns) => ({
  left: side('left', left, lefts),
  right: side('right', right, rights),
  relevance: {
    rows: lefts,
    columns: rights,
    offsets: Uint32Array.from({ length: lefts + 1 }, (_, row) => (row * columns.length) / lefts),
    columnOf: Uint32Array.from(columns),
    grades: new Uint8Array(columns.length).fill(1),
  },
});
const whole = part(left.rows, right.rows, answers);
const validation = part(
  16,
  16,
  Int32Array.from({ length: 16 }, (_, row) => row),
);

/** @param {Partial<import('../../../src/define-model.ts').ModelSettings>} changes */
const define = (changes) =>
  defineModel(
    model,
    { left: { width: left.columns }, right: { width: right.columns } },
    /** @type {Parameters<typeof defineModel>[2]} */ ({ ...defaultModelSettings, ...changes }),
  );

/** @param {import('../../../src/graph/model.ts').Model} definition @param {number} steps @param {(loss: number) => void} onStep */
const run = (definition, steps, onStep) =>
  train({
    model: definition,
    objective: infoNce,
    train: whole,
    validation,
    validate: () => 0,
    settings: {
      batchSize: batch,
      maxSteps: steps,
      stepsPerCheck: steps,
      patience: 1,
      learningRate: 1e-3,
      warmUpSteps: 50,
      weightDecay: 1e-3,
    },
    seed: 0,
    session: { device: 'cpu', threads },
    onProgress: (/** @type {{ loss: number }} */ { loss }) => onStep(loss),
  });

await serve({
  /** Losses without dropout. */
  async losses({ count }) {
    /** @type {number[]} */
    const losses = [];
    await run(define({ inputDropout: 0, hiddenDropout: 0 }), count, (loss) => losses.push(loss));
    return losses;
  },
  /** Median milliseconds of a step, batches and masks included. */
  async steps({ count }) {
    /** @type {number[]} */
    const ends = [];
    await run(define({}), warmUp + count, () => void ends.push(performance.now()));
    return median(ends.slice(warmUp).map((end, i) => end - /** @type {number} */ (ends[warmUp - 1 + i])));
  },
  /** The step as an ONNX file; its path. */
  async onnx() {
    const path = join(folder, `${model}-step.onnx`);
    // InfoNCE asks for no classes.
    const graph = buildStepGraph(define({}), infoNce, batch, { left: left.rows, right: right.rows }, 1);
    await writeWhole(path, graph.onnx);
    return path;
  },
});
