import { describe, expect, it } from 'vitest';
import { featureShape } from '../../src/dataset/part.ts';
import { defineModel } from '../../src/define-model.ts';
import { add, log, mul, scalar, sum } from '../../src/graph/build.ts';
import { isTrained } from '../../src/graph/parameters.ts';
import { type ModelName, models } from '../../src/models.ts';
import { createRandom } from '../../src/random.ts';
import { infoNce } from '../../src/training/objectives/info-nce.ts';
import type { BoundObjective } from '../../src/training/objectives/objective.ts';
import { type ObjectiveName, objectives } from '../../src/training/objectives/objectives.ts';
import { defaultTrainingSettings, learningRateAt, rescaled } from '../../src/training/settings.ts';
import { type TrainingInputs, train } from '../../src/training/train.ts';
import { initialWeights } from '../../src/training/weights.ts';
import type { DatasetPart, Matrix, SideData, TokenFeatures, WordFeatures } from '../../src/types.ts';

const random = createRandom(17);
const hidden = 4;
const mixing = [12, 8].map((width) => Float32Array.from({ length: hidden * width }, () => random.normal()));

const tokenWidth = 8;
const everywhere = Float32Array.from({ length: tokenWidth }, () => 2 * random.normal());
const tokenMixing = Float32Array.from({ length: hidden * tokenWidth }, () => random.normal());

/** One token of each item is linear in its concept, alike on both sides; the others are alike in all items, and the last of every second item is padding. */
function tokensOf(concepts: readonly (readonly number[])[], count: number): TokenFeatures {
  const items = concepts.length;
  const mask = Uint8Array.from({ length: items * count }, (_, at) =>
    at % count === count - 1 && Math.floor(at / count) % 2 === 0 ? 0 : 1,
  );
  const data = Float32Array.from({ length: items * count * tokenWidth }, (_, at) => {
    const [item, token] = [Math.floor(at / (count * tokenWidth)), Math.floor(at / tokenWidth) % count];
    if (token !== item % (count - 1)) return everywhere[at % tokenWidth]! + 0.1 * random.normal();
    return concepts[item]!.reduce(
      (sum, z, k) => sum + z * tokenMixing[k * tokenWidth + (at % tokenWidth)]!,
      0.1 * random.normal(),
    );
  });
  return { items, tokens: count, width: tokenWidth, data, mask };
}

/** A word for every hidden number, by which of eight ranges it is in. */
const wordsOf = (concepts: readonly (readonly number[])[]): WordFeatures => ({
  items: concepts.length,
  bytes: hidden,
  data: Uint8Array.from(concepts.flatMap((concept) => concept.map((z) => 1 << Math.min(7, Math.max(0, Math.floor(2 * z + 4)))))),
});

/** Items whose features are linear in a hidden concept, with noise; left i belongs to right i. */
function part(count: number): DatasetPart {
  const concepts = Array.from({ length: count }, () => Array.from({ length: hidden }, () => random.normal()));
  const side = (name: string, width: number, mix: Float32Array, tokens: number): SideData => ({
    name,
    items: concepts.map((_, i) => ({ id: `${name}${i}`, unit: `u${i}` })),
    features: {
      global: {
        rows: count,
        columns: width,
        data: Float32Array.from({ length: count * width }, (_, at) => {
          const concept = concepts[Math.floor(at / width)]!;
          return concept.reduce((sum, z, k) => sum + z * mix[k * width + (at % width)]!, 0.1 * random.normal());
        }),
      },
      tokens: tokensOf(concepts, tokens),
      words: wordsOf(concepts),
    },
  });
  const offsets = Uint32Array.from({ length: count + 1 }, (_, i) => i);
  const relevance = {
    rows: count,
    columns: count,
    offsets,
    columnOf: offsets.slice(0, count),
    grades: new Uint8Array(count).fill(1),
  };
  return { left: side('l', 12, mixing[0]!, 4), right: side('r', 8, mixing[1]!, 3), relevance };
}

const meanReciprocalRank = ({ rows, columns, data }: Matrix): number => {
  let total = 0;
  for (let i = 0; i < rows; i++)
    total += 1 / data.subarray(i * columns, (i + 1) * columns).filter((score) => score >= data[i * columns + i]!).length;
  return total / rows;
};
const modelSettings = { inputDropout: 0.1, hidden: 32, embedding: 16, hiddenDropout: 0.1, fusionHidden: [32, 16] };
const data = { train: part(200), validation: part(60) };
const inputs = (name: ModelName, changes: Partial<TrainingInputs['settings']> = {}): TrainingInputs => ({
  model: defineModel(
    name,
    { left: featureShape(data.train.left.features), right: featureShape(data.train.right.features) },
    modelSettings,
  ),
  objective: infoNce.bind({}),
  ...data,
  validate: meanReciprocalRank,
  settings: {
    ...defaultTrainingSettings,
    batchSize: 32,
    maxSteps: 300,
    stepsPerCheck: 50,
    learningRate: 3e-3,
    warmUpSteps: 10,
    ...changes,
  },
  seed: 1,
  session: { device: 'cpu', threads: 1 },
});

describe('training', () => {
  it.each(Object.keys(models) as ModelName[])('%s learns to match held-out items', async (name) => {
    const asked = inputs(name);
    const { log } = await train(asked);
    // 60 candidates: chance is about .08.
    expect(log.best!.validation).toBeGreaterThan(0.6);
    if (asked.model.parameters.some(isTrained)) expect(log.curve.at(-1)!.loss).toBeLessThan(log.curve[0]!.loss!);
    else expect(log).toMatchObject({ steps: 0, stopped: 'nothing to train', best: { step: 0 } });
    expect(log.epochs).toBeCloseTo((log.steps * 32) / 200, 10);
  });

  it('gives the same weights to the same seed, and others to another', async () => {
    const once = async (seed: number) =>
      (await train({ ...inputs('concat', { maxSteps: 20, stepsPerCheck: 10 }), seed })).weights!;
    const [first, again, other] = [await once(1), await once(1), await once(2)];
    expect([...again]).toEqual([...first]);
    expect(other.get('fusion.0.weight')).not.toEqual(first.get('fusion.0.weight'));
  });

  it('keeps the weights of the best check, and stops when none is better for long', async () => {
    const values = [0.1, 0.5, 0.4, 0.3, 0.2, 0.1];
    let check = 0;
    const { log } = await train({
      ...inputs('dual-cosine', { stepsPerCheck: 5, patience: 3 }),
      validate: () => values[check++]!,
    });
    expect(log).toMatchObject({ steps: 25, stopped: 'no better for long', best: { step: 10, validation: 0.5 } });
    // The weights after ten steps of the same 300-step schedule.
    let calls = 0;
    const kept = (
      await train({ ...inputs('dual-cosine', { stepsPerCheck: 5, patience: 3 }), validate: () => (calls++ === 1 ? 1 : 0) })
    ).weights!;
    let callsAgain = 0;
    const shorter = (
      await train({ ...inputs('dual-cosine', { stepsPerCheck: 5, patience: 1 }), validate: () => (callsAgain++ === 1 ? 1 : 0) })
    ).weights!;
    expect([...shorter]).toEqual([...kept]);
  });

  it.each<[ObjectiveName, ModelName]>([
    ['triplet', 'dual-cosine'],
    ['binary', 'concat'],
    ['listwise', 'product-difference'],
    ['instance-discrimination', 'dual-cosine'],
    ['adversarial', 'product-difference'],
    ['adversarial-instance', 'dual-cosine'],
  ])('by %s, %s learns to match held-out items', async (objective, name) => {
    const { log } = await train({ ...inputs(name), objective: objectives[objective].bind({}) });
    expect(log.best!.validation).toBeGreaterThan(0.4);
  });

  it.each<ObjectiveName>(['distil-kl', 'distil-margin-mse'])(
    'by %s alone a tower learns what its teacher knows',
    async (objective) => {
      // The teacher knows that left i belongs to right i; nothing else says so to the student.
      const teacher = {
        score: async (left: BigInt64Array, right: BigInt64Array) =>
          Float32Array.from({ length: 32 * 32 }, (_, at) => (left[Math.floor(at / 32)] === right[at % 32] ? 8 : 0)),
        operationsPerPair: 10,
      };
      const bound = objectives[objective].bind({ teacher: 'x', weight: 1 });
      const { log } = await train({ ...inputs('dual-cosine'), objective: bound, teacher });
      expect(log.best!.validation).toBeGreaterThan(0.4);
      const alone = await train({ ...inputs('dual-cosine', { maxSteps: 1 }), teacher });
      expect(log.operationsPerStep - alone.log.operationsPerStep).toBeGreaterThan(10 * 32 * 32);
    },
  );

  it('ends a diverged training at that step and returns the best weights until then', async () => {
    // Its own parameter falls by about the learning rate a step, below zero after 25 steps: the loss is then no number.
    const falling: BoundObjective = {
      needs: [],
      loss: ({ scores }, scope) =>
        add(log(scope.parameter('falling', [], { kind: 'constant', value: 0.25 })), mul(sum(scores, [0, 1]), scalar(1e-9))),
    };
    const losses: number[] = [];
    const { log: outcome } = await train({
      ...inputs('concat', { learningRate: 0.01, warmUpSteps: 0, stepsPerCheck: 10 }),
      objective: falling,
      onProgress: ({ loss }) => void losses.push(loss),
    });
    expect(outcome.stopped).toBe('diverged');
    expect(losses.findIndex(Number.isNaN)).toBe(outcome.steps - 1);
    expect(losses).toHaveLength(outcome.steps);
    expect(outcome.steps).toBeGreaterThan(20);
    expect(outcome.steps).toBeLessThan(35);
    expect(outcome.best!.step).toBeLessThan(outcome.steps);
  });
});

it('the learning rate rises over the warm-up and falls along half a cosine to zero', () => {
  const settings = { ...defaultTrainingSettings, learningRate: 2, warmUpSteps: 10, maxSteps: 110 };
  expect(learningRateAt(1, settings)).toBeCloseTo(0.2, 12);
  expect(learningRateAt(10, settings)).toBeCloseTo(2, 12);
  expect(learningRateAt(60, settings)).toBeCloseTo(1, 12);
  expect(learningRateAt(110, settings)).toBeCloseTo(0, 12);
});

it('a schedule in fewer steps keeps its shape', () => {
  const settings = { ...defaultTrainingSettings, maxSteps: 800, warmUpSteps: 40 };
  expect(rescaled(settings, 200)).toEqual({ ...settings, maxSteps: 200, warmUpSteps: 10 });
  for (const step of [1, 10, 50, 200]) {
    expect(learningRateAt(step, rescaled(settings, 200))).toBeCloseTo(learningRateAt(4 * step, settings), 2);
  }
});

it('standardisation makes every training column mean 0 and deviation 1, and leaves a constant column at zero', () => {
  const features: Matrix = { rows: 4, columns: 2, data: Float32Array.of(1, 7, 2, 7, 3, 7, 6, 7) };
  const model = defineModel('concat', { left: { width: 2 }, right: { width: 2 } }, modelSettings);
  const weights = initialWeights(model.parameters, 0, { left: { global: features }, right: { global: features } });
  const [mean, inverse] = [weights.get('left.mean')!, weights.get('left.inverse_deviation')!];
  expect([...mean]).toEqual([3, 7]);
  const deviation = Math.sqrt(((1 - 3) ** 2 + (2 - 3) ** 2 + 0 + (6 - 3) ** 2) / 4);
  expect(inverse[0]).toBeCloseTo(1 / deviation, 6);
  expect(inverse[1]).toBe(0);
});
