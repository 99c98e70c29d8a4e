import { expect, it } from 'vitest';
import { defineModel } from '../../src/define-model.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { initialWeights } from '../../src/training/weights.ts';
import { toyFeatures } from '../support/toy-features.ts';

const shapes = { left: { width: 3 }, right: { width: 2, words: 8 } };
const settings = { inputDropout: 0.5, hidden: 5, embedding: 4, hiddenDropout: 0.5, fusionHidden: [4] };
const model = defineModel('dual-words', shapes, settings);
const right = toyFeatures(4, shapes.right, 2);
// Of the first six words, training items have some; of the last two none.
const training = { ...right, words: { ...right.words!, data: Uint8Array.of(0b000011, 0b110100, 0b001001, 0b100000) } };
const weights = initialWeights(model.parameters, 3, { left: toyFeatures(4, shapes.left, 1), right: training });

const vectorOf = (words: readonly number[]): readonly number[] => {
  const values = Object.fromEntries(
    model.parameters.map(({ name, shape }) => [name, { shape, data: Float64Array.from(weights.get(name)!) }]),
  );
  return [
    ...evaluate([model.embeddings!.right], {
      ...values,
      right_words: { shape: [1, 8], data: Float64Array.from(words) },
      right: { shape: [1, 2], data: Float64Array.of(0, 0) },
    })[0]!.data,
  ];
};

it('takes no features of a backbone on the side of the words', () => {
  expect(model.right.map(({ attributes }) => attributes.name)).toEqual(['right_words']);
});

it('drops the words that no training item has', () => {
  expect(vectorOf([1, 0, 0, 1, 0, 0, 1, 1])).toEqual(vectorOf([1, 0, 0, 1, 0, 0, 0, 0]));
  expect(vectorOf([1, 0, 0, 1, 0, 0, 0, 0])).not.toEqual(vectorOf([1, 0, 0, 0, 0, 0, 0, 0]));
  expect(vectorOf([0, 0, 0, 0, 0, 0, 1, 1]).every(Number.isFinite)).toBe(true);
});

it('is a network over the mean of the vectors of its words', () => {
  const table = weights.get('right.words')!;
  const gelu = (x: number): number => {
    // Φ by Simpson's rule: nothing of the library.
    const steps = 2000;
    const density = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
    let area = 0;
    for (let i = 0; i <= steps; i++) area += density((x * i) / steps) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
    return x * (0.5 + (area * x) / steps / 3);
  };
  const layer = (x: readonly number[], name: string, outputs: number): number[] =>
    Array.from({ length: outputs }, (_, o) =>
      x.reduce(
        (total, value, i) => total + value * weights.get(`${name}.weight`)![i * outputs + o]!,
        weights.get(`${name}.bias`)![o]!,
      ),
    );
  const mean = Array.from({ length: 5 }, (_, h) => (table[0 * 5 + h]! + table[3 * 5 + h]! + table[4 * 5 + h]!) / 3);
  const expected = layer(layer(mean.map(gelu), 'right.0', 5).map(gelu), 'right.1', 4);
  expect(vectorOf([1, 0, 0, 1, 1, 0, 0, 0])).toBeAllClose(expected, 1e-5, 1e-6);
});
