import { expect, test } from 'vitest';
import { largestVocabulary, wordFeatures } from '../../src/dataset/words.ts';
import { featureArray } from '../../src/runtime/feature-arrays.ts';
import { initialWeights } from '../../src/training/weights.ts';
import type { Features } from '../../src/types.ts';

const items = (...texts: string[]) => texts.map((text, i) => ({ id: String(i), unit: 'u', text }));
const asFeatures = (...texts: string[]): Features => ({
  global: { rows: texts.length, columns: 1, data: new Float32Array(texts.length) },
  words: wordFeatures(items(...texts)),
});

test('columns are the words of all texts, ascending, 1 where an item has the word', () => {
  const array = featureArray(asFeatures('b a', 'c c', '!'), 'right', 'right_words')!;
  expect(array.shape).toEqual([8]);
  expect([...array.data]).toEqual([[1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0, 0], Array(8).fill(0)].flat());
  const many = Array.from({ length: 20 }, (_, i) => String.fromCharCode(97 + i));
  const wide = featureArray(asFeatures(...many), 'left', 'left_words')!;
  expect([...wide.data].flatMap((value, at) => (value === 1 ? [at] : []))).toEqual(many.map((_, i) => 24 * i + i));
});

test('there are no words without a text of every item, without any word, or with too many', () => {
  expect(wordFeatures([...items('a'), { id: 'x', unit: 'u' }])).toBeUndefined();
  expect(wordFeatures(items('!', '?'))).toBeUndefined();
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i)).join(' ');
  expect(wordFeatures(items(numbers(largestVocabulary)))?.bytes).toBe(largestVocabulary / 8);
  expect(wordFeatures(items(numbers(largestVocabulary), 'one-more'))).toBeUndefined();
});

test('a word is known where a training item has it', () => {
  const all = wordFeatures(items('a b', 'b c', 'd'))!;
  const features = asFeatures('a');
  const training = { ...features, words: { ...all, items: 2, data: all.data.subarray(0, 2) } };
  const known = { name: 'k', shape: [8], decays: false } as const;
  const initialiser = { kind: 'fitted', side: 'right', of: 'words', statistic: 'present' } as const;
  const weights = initialWeights([{ ...known, initialiser }], 0, { left: features, right: training });
  expect([...weights.get('k')!]).toEqual([1, 1, 1, 0, 0, 0, 0, 0]);
});
