import { afterAll, describe, expect, it } from 'vitest';
import { defineModel } from '../../src/define-model.ts';
import type { ModelName } from '../../src/models.ts';
import { featureArray } from '../../src/runtime/feature-arrays.ts';
import { openSession, type TensorValue, type TensorValues } from '../../src/runtime/session.ts';
import { createBatches } from '../../src/training/batches.ts';
import { type ObjectiveName, objectives } from '../../src/training/objectives/objectives.ts';
import { runLength } from '../../src/training/run-length.ts';
import { defaultTrainingSettings } from '../../src/training/settings.ts';
import { buildStepGraph, featuresName, nextName, type StepGraph, stepOnnx } from '../../src/training/step-graph.ts';
import { createStepInputs } from '../../src/training/step-inputs.ts';
import { stepLoopOnnx } from '../../src/training/step-loop.ts';
import { openSteps } from '../../src/training/step-session.ts';
import { teach } from '../../src/training/teacher-scores.ts';
import { createState } from '../../src/training/training-state.ts';
import { initialWeights } from '../../src/training/weights.ts';
import type { Side } from '../../src/types.ts';
import { toyFeatures } from '../support/toy-features.ts';

const items = 12;
const batchSize = 5;
const shapes = {
  left: { width: 10, tokens: { count: 4, width: 5 } },
  right: { width: 6, tokens: { count: 3, width: 5 }, words: 16 },
};
const features = { left: toyFeatures(items, shapes.left, 11), right: toyFeatures(items, shapes.right, 12) };
const offsets = Uint32Array.from({ length: items + 1 }, (_, i) => i);
const relevance = {
  rows: items,
  columns: items,
  offsets,
  columnOf: offsets.slice(0, items),
  grades: new Uint8Array(items).fill(1),
};
const settings = { ...defaultTrainingSettings, batchSize, warmUpSteps: 2 };
const teacher = {
  score: async (left: BigInt64Array, right: BigInt64Array) =>
    Float32Array.from({ length: batchSize ** 2 }, (_, at) =>
      Number(left[Math.floor(at / batchSize)]! * 3n - right[at % batchSize]!),
    ),
  operationsPerPair: 0,
};
const onCpu = { device: 'cpu', threads: 1 } as const;

/** A training from its first weights: its step, what steps are given, and its state. */
function begin(name: ModelName, objective: ObjectiveName) {
  const widths = { inputDropout: 0.25, hidden: 16, embedding: 8, hiddenDropout: 0.3, fusionHidden: [12, 6] };
  const model = defineModel(name, shapes, widths);
  const batches = createBatches({ relevance, known: relevance }, batchSize, 4);
  const bound = objectives[objective].bind(objective.startsWith('distil') ? { teacher: 'x' } : {});
  const graph = buildStepGraph(model, bound, batchSize, { left: items, right: items }, batches.classCount);
  const source = createStepInputs(graph, batches, settings, 9);
  const given = (side: Side): [string, TensorValue][] =>
    model[side].map(({ attributes: { name: input } }) => {
      const { shape, data } = featureArray(features[side], side, input)!;
      return [featuresName(input), { dims: [items, ...shape], data }];
    });
  const draw = async (count: number) => {
    const drawn = source.draw(count);
    if (graph.reads.has('teacher')) await teach(teacher, drawn);
    return drawn;
  };
  const state = createState(graph, initialWeights(graph.parameters, 3, features));
  return { graph, draw, state, features: Object.fromEntries([...given('left'), ...given('right')]) };
}

/** Losses and everything that is trained, after steps that are split over runs like that. */
async function loop(name: ModelName, objective: ObjectiveName, runs: readonly number[]) {
  const { graph, draw, state, features: all } = begin(name, objective);
  const session = await openSteps(graph, all, state, onCpu);
  const losses: number[] = [];
  for (const count of runs) losses.push(...(await session.take(await draw(count))));
  await session.close();
  return { losses, state: values(graph, state.current()) };
}

/** The same, step by step with the model of one step. */
async function singly(name: ModelName, objective: ObjectiveName, steps: number) {
  const { graph, draw, state, features: all } = begin(name, objective);
  const session = await openSession(stepOnnx(graph), onCpu);
  const losses: number[] = [];
  let current = state.current();
  for (let i = 0; i < steps; i++) {
    const { values: drawn } = await draw(1);
    const step = Object.fromEntries(Object.entries(drawn).map(([key, { dims, data }]) => [key, { dims: dims.slice(1), data }]));
    const given = await session.run({ ...all, ...current, ...step });
    losses.push(given.loss!.data[0] as number);
    current = { ...current, ...Object.fromEntries(graph.state.map((one) => [one.name, given[nextName(one.name)]!])) };
  }
  await session.close();
  return { losses, state: values(graph, current) };
}

const values = (graph: StepGraph, state: TensorValues) => graph.state.map(({ name }) => [name, [...state[name]!.data]]);

describe.each<[ModelName, ObjectiveName]>([
  ['dual-cosine', 'info-nce'],
  ['product-difference', 'distil-kl'],
  ['token-attention', 'sampled-softmax'],
  ['dual-words', 'adversarial-instance'],
])('%s by %s', (name, objective) => {
  it('has the weights, moments and losses of single steps bit for bit, however they are split over runs', async () => {
    const expected = await singly(name, objective, 5);
    expect(new Set(expected.losses).size).toBe(5);
    for (const runs of [[5], [2, 2, 1], [1, 1, 1, 1, 1], [1, 4]]) {
      const { losses, state } = await loop(name, objective, runs);
      expect(losses).toEqual(expected.losses);
      expect(state).toEqual(expected.state);
    }
  });
});

describe('the loop', () => {
  const { graph } = begin('dual-cosine', 'info-nce');
  const opened = openSession(stepLoopOnnx(graph), onCpu);
  afterAll(async () => (await opened).close());

  it('takes rows, masks and scalars of all steps, gives a loss a step, and the state in its own shape', async () => {
    const { declared, inputs, outputs } = await opened;
    for (const [name, node] of graph.reads) expect(declared[name]).toEqual(['K', ...node.attributes.shape]);
    expect(declared.steps).toEqual([]);
    expect(declared.loss).toEqual(['K']);
    for (const { name, shape } of graph.state) expect([declared[name], declared[nextName(name)]]).toEqual([shape, shape]);
    expect(outputs).toEqual([...graph.state.map(({ name }) => nextName(name)), 'loss']);
    expect(inputs).toContain('left.features');
  });
});

describe('steps of one run', () => {
  const split = (left: number, bytes: number, stepMs: number): number[] => {
    const runs: number[] = [];
    for (let rest = left; rest > 0; rest -= runs.at(-1)!) runs.push(runLength(rest, bytes, stepMs));
    return runs;
  };

  it('are all that are left where they are few, quick and small, and none where none is left', () => {
    expect(split(50, 300_000, 1)).toEqual([50]);
    expect(runLength(0, 300_000, 1)).toBe(0);
  });

  it('are one until it is known what a step takes, and one at least', () => {
    expect(runLength(50, 300_000)).toBe(1);
    expect(split(3, 1e9, 1)).toEqual([1, 1, 1]);
    expect(split(3, 1, 1e9)).toEqual([1, 1, 1]);
  });

  it('take 400 ms or 32 MiB at most, evenly', () => {
    expect(split(50, 300_000, 15)).toEqual([25, 25]);
    expect(split(10, 6 * 2 ** 20, 1)).toEqual([5, 5]);
    expect(split(7, 8 * 2 ** 20, 1)).toEqual([4, 3]);
  });
});
