// @ts-check

import { writeSafetensors } from '../../../dist/files/safetensors.js';
import { writeWhole } from '../../../dist/files/whole-file.js';
import { isLearned, isTrained } from '../../../dist/graph/parameters.js';
import { openSession } from '../../../dist/runtime/session.js';
import { median } from '../../../dist/statistics/summary.js';
import { adamWScalars } from '../../../dist/training/adamw.js';
import { featuresName, nextName, stateNames, stepOnnx } from '../../../dist/training/step-graph.js';
import { train } from '../../../dist/training/train.js';
import { inputTensors } from '../../../dist/training/validation-scores.js';
import { initialWeights } from '../../../dist/training/weights.js';
import { openTask } from './our-task.mjs';
import { serve } from './serve.mjs';

/**
 * Our own training loop on the material of a task, opening and validation left out.
 * @type {{ material: string, task: import('../tasks.mjs').Task, batch: number, threads: number }}
 */
const { material, task, batch, threads } = JSON.parse(/** @type {string} */ (process.argv[2]));
const opened = await openTask(material, task);
/** Steps at the start of a training that are not counted: the runtime allocates its buffers, and a run takes one until the pace is known. @param {number} counted */
const warmUp = (counted) => Math.max(3, Math.ceil(counted / 4));
const session = /** @type {const} */ ({ device: 'cpu', threads });
const withoutDropout = { inputDropout: 0, hiddenDropout: 0 };

/** @param {import('../../../src/graph/model.ts').Model} model @param {number} steps @param {(progress: import('../../../src/training/train.ts').TrainingProgress) => void} onStep */
function run(model, steps, onStep) {
  let taught = 0;
  return train({
    model,
    objective: opened.objective,
    teacher: { score: async () => opened.batchArray('teacher', taught++).data, operationsPerPair: 0 },
    train: opened.train,
    validation: opened.validation,
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
    session,
    onProgress: onStep,
  });
}

/** The inputs of a step by our names, of the first batch. @param {ReadonlyMap<string, unknown>} reads */
function firstBatch(reads) {
  const from = /** @type {const} */ ({
    'left.rows': 'left',
    'right.rows': 'right',
    classes: 'classes',
    blocked: 'blocked',
    grades: 'grades',
    teacher: 'teacher',
  });
  const arrays = Object.entries(from).map(([name, of]) => /** @type {const} */ ([name, opened.batchArray(of, 0)]));
  const { data } = opened.batchArray('logDraws', 0);
  const all = new Map([...arrays, ['log_draws', { dims: [1, batch], data }]]);
  return Object.fromEntries([...all].filter(([name]) => reads.has(name)));
}

await serve({
  /** Losses without dropout. */
  async losses({ count }) {
    /** @type {number[]} */
    const losses = [];
    await run(opened.define(withoutDropout), count, ({ loss }) => losses.push(loss));
    return losses;
  },
  /** Median milliseconds of a step, batches and masks included; steps of one run count as its mean. */
  async steps({ count }) {
    /** @type {number[]} */
    const times = [];
    await run(opened.define({}), warmUp(count) + count, ({ stepMs }) => void times.push(stepMs));
    return median(times.slice(-count));
  },
  /** First weights of everything that is learned, and loss and gradients of the first batch without dropout, in a file; how many values are trained. */
  async state({ path }) {
    const model = opened.define(withoutDropout);
    const graph = opened.step(model);
    const weights = initialWeights(graph.parameters, 0, opened.trainingFeatures);
    const scalar = (/** @type {number} */ value) => ({ dims: [], data: Float32Array.of(value) });
    const { stepSize, denominatorShift, retain } = adamWScalars(1, 1e-3, 0);
    /** @type {Record<string, import('../../../src/runtime/session.ts').TensorValue>} */
    const feeds = {
      ...firstBatch(graph.reads),
      ...{ step_size: scalar(stepSize), denominator_shift: scalar(denominatorShift), retain: scalar(retain) },
    };
    for (const side of /** @type {const} */ (['left', 'right'])) {
      for (const [name, value] of Object.entries(inputTensors(model, side, opened.train))) feeds[featuresName(name)] = value;
    }
    const valuesOf = (/** @type {string} */ name) => /** @type {Float32Array} */ (weights.get(name));
    for (const parameter of graph.parameters) {
      const { name, shape } = parameter;
      feeds[name] = { dims: shape, data: valuesOf(name) };
      if (!isTrained(parameter)) continue;
      for (const moment of stateNames(name).slice(1))
        feeds[moment] = { dims: shape, data: new Float32Array(valuesOf(name).length) };
    }
    const running = await openSession(stepOnnx(graph), session);
    const results = await running.run(feeds);
    await running.close();
    /** @type {Record<string, import('../../../src/files/safetensors.ts').TensorArray>} */
    const tensors = { loss: { dtype: 'F32', shape: [1], data: /** @type {Float32Array} */ (results.loss?.data) } };
    for (const parameter of graph.parameters.filter(isLearned)) {
      const { name, shape } = parameter;
      tensors[`weight.${name}`] = { dtype: 'F32', shape, data: valuesOf(name) };
      // After one step from zero the first moment, which lacks its factor, is the gradient.
      const gradient = results[nextName(stateNames(name)[1])]?.data;
      if (gradient !== undefined)
        tensors[`gradient.${name}`] = { dtype: 'F32', shape, data: /** @type {Float32Array} */ (gradient) };
    }
    await writeSafetensors(path, tensors);
    return graph.parameters.filter(isTrained).reduce((sum, { name }) => sum + valuesOf(name).length, 0);
  },
  /** The step as an ONNX file. */
  async onnx({ path }) {
    await writeWhole(path, stepOnnx(opened.step(opened.define({}))));
    return path;
  },
});
