import { expect, it } from 'vitest';
import { residual } from '../../src/encoders/residual.ts';
import { input } from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { createParameterScope, type ParameterDeclaration } from '../../src/graph/parameters.ts';
import { initialWeights } from '../../src/training/weights.ts';

const settings = { hidden: 6, embedding: 3, hiddenDropout: 0 };
const nothing = { global: { rows: 0, columns: 0, data: new Float32Array() } };
const encode = (width: number, values: readonly number[]) => {
  const declared: ParameterDeclaration[] = [];
  const encoded = residual(input('x', ['P', width], 'left'), settings, createParameterScope(declared));
  const weights = initialWeights(declared, 1, { left: nothing, right: nothing });
  const given = Object.fromEntries(
    declared.map(({ name, shape }) => [name, { shape, data: Float64Array.from(weights.get(name)!) }]),
  );
  const x = { shape: [values.length / width, width], data: Float64Array.from(values) };
  return { declared, weights, result: [...evaluate([encoded], { ...given, x })[0]!.data] };
};

it('begins at the frozen vector where the widths agree, with no projection', () => {
  const { declared, result } = encode(3, [1, -2, 3, 0.5, 0, -1]);
  expect(result).toEqual([1, -2, 3, 0.5, 0, -1]);
  expect(declared.map(({ name }) => name)).toEqual(['0.weight', '0.bias', '1.weight', '1.bias']);
});

it('begins at the projected vector where they do not', () => {
  const { weights, result } = encode(2, [2, -1]);
  const [weight, bias] = [weights.get('projection.weight')!, weights.get('projection.bias')!];
  expect(result).toBeAllClose(
    [0, 1, 2].map((k) => 2 * weight[k]! - weight[3 + k]! + bias[k]!),
    1e-12,
    1e-12,
  );
});

it('lets the layer that starts at zero shrink by weight decay as any other', () => {
  expect(encode(3, [0, 0, 0]).declared.map(({ name, decays }) => [name, decays])).toEqual([
    ['0.weight', true],
    ['0.bias', false],
    ['1.weight', true],
    ['1.bias', false],
  ]);
});
