import { mean_pooling, Tensor } from '@xenova/transformers';
import { expect, test } from 'vitest';
import { meanPooling } from '../../src/features/mean-pooling.ts';
import { createRandom } from '../../src/random.ts';

test('the mean of tokens is that of transformers.js to the last bit, also of texts that end early', () => {
  const [rows, tokens, width] = [5, 7, 11];
  const random = createRandom(3);
  const hidden = Float32Array.from({ length: rows * tokens * width }, () => random.normal());
  const mask = BigInt64Array.from({ length: rows * tokens }, (_, i) => (i % tokens <= Math.floor(i / tokens) + 1 ? 1n : 0n));
  const theirs = mean_pooling(new Tensor('float32', hidden, [rows, tokens, width]), new Tensor('int64', mask, [rows, tokens]));
  expect(meanPooling(hidden, mask, [rows, tokens, width])).toEqual(theirs.data);
});
