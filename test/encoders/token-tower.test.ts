import { describe, expect, it } from 'vitest';
import type { TokenEncoder } from '../../src/encoders/encoder.ts';
import { tokenCodes, tokenTower } from '../../src/encoders/token-tower.ts';
import { input } from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import type { GraphNode } from '../../src/graph/ops.ts';
import { createParameterScope, type ParameterDeclaration } from '../../src/graph/parameters.ts';
import { createRandom } from '../../src/random.ts';
import { initialWeights } from '../../src/training/weights.ts';

const [count, width] = [4, 3];
const random = createRandom(3);
const rows = Array.from({ length: count }, () => Array.from({ length: width }, () => random.normal()));
const nothing = { global: { rows: 0, columns: 0, data: new Float32Array() } };

function encode({ ofTokens }: TokenEncoder<GraphNode>, tokens: readonly (readonly number[])[], mask: readonly number[]) {
  const declared: ParameterDeclaration[] = [];
  const given = { values: input('x', ['P', count, width], 'left'), mask: input('m', ['P', count], 'left') };
  const encoded = ofTokens(given, { hidden: 9, embedding: 6, hiddenDropout: 0.5 }, createParameterScope(declared));
  const weights = initialWeights(declared, 2, { left: nothing, right: nothing });
  const values = Object.fromEntries(
    declared.map(({ name, shape }) => [name, { shape, data: Float64Array.from(weights.get(name)!) }]),
  );
  return evaluate([encoded], {
    ...values,
    x: { shape: [1, count, width], data: Float64Array.from(tokens.flat()) },
    m: { shape: [1, count], data: Float64Array.from(mask) },
  })[0]!;
}

describe.each([
  ['a token tower', tokenTower, [1, 8]],
  ['token codes', tokenCodes, [1, 8, 8]],
] as const)('%s', (_, encoder, shape) => {
  it('gives a width that its heads divide', () => {
    expect(encode(encoder, rows, [1, 1, 1, 1]).shape).toEqual(shape);
  });

  it('sees the tokens that are there, in whatever order and whatever padding holds', () => {
    const expected = encode(encoder, rows, [1, 1, 1, 0]).data;
    const turned = [rows[2]!, rows[0]!, [70, -80, 90], rows[1]!];
    expect(encode(encoder, turned, [1, 1, 0, 1]).data).toBeAllClose(expected, 1e-9, 1e-12);
    expect(encode(encoder, rows, [1, 1, 1, 1]).data[0]).not.toBeCloseTo(expected[0]!, 6);
  });
});
