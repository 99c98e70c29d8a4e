import { expect, it } from 'vitest';
import { tokenMean } from '../../src/encoders/token-mean.ts';
import { input } from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { createParameterScope } from '../../src/graph/parameters.ts';

it('is the mean of the tokens that are there, whatever stands in the places that are empty', () => {
  const tokens = { values: input('tokens', ['P', 3, 2], 'left'), mask: input('mask', ['P', 3], 'left') };
  const settings = { hidden: 4, embedding: 4, hiddenDropout: 0 };
  const mean = tokenMean.ofTokens(tokens, settings, createParameterScope([]));
  const values = [1, 2, 3, 6, 900, -900, 5, -1, 700, 700, 700, 700];
  const [found] = evaluate([mean], {
    tokens: { shape: [2, 3, 2], data: Float64Array.from(values) },
    mask: { shape: [2, 3], data: Float64Array.of(1, 1, 0, 1, 0, 0) },
  });
  expect([...found!.data]).toEqual([2, 4, 5, -1]);
});
