import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/build.ts';

describe('shape rules', () => {
  const [a, b] = [g.parameter('a', [3, 4]), g.parameter('b', [3, 5])];
  it.each<[string, () => unknown, RegExp]>([
    ['an addition of shapes that do not broadcast', () => g.add(a, b), /add: shapes \[3, 4\] and \[3, 5\] do not broadcast/],
    ['a product whose inner sizes differ', () => g.matmul(a, b), /inner sizes/],
    ['a reshape that loses values', () => g.reshape(a, [5]), /reshape: \[3, 4\] to \[5\]/],
    ['a concatenation of different heights', () => g.concat([a, g.parameter('c', [2, 4])]), /concat/],
    ['a slice beyond the end', () => g.slice(a, -1, 2, 5), /slice: 2\.\.5/],
    ['an axis that is not there', () => g.softmax(a, 2), /axis 2/],
    ['a squeeze of an axis that is not 1', () => g.squeeze(a, 0), /squeeze/],
    ['a split into parts of unequal size', () => g.splitLast(a, 3), /splitLast: \[3, 4\] into 3 parts/],
    [
      'a join of a count that is not known',
      () => g.joinLast(g.input('x', ['P', 4], 'left')),
      /joinLast: the last two axes of \[P, 4\]/,
    ],
    ['a sum over no axis, which ONNX would take over all', () => g.sum(a, []), /sum: no axis of \[3, 4\]/],
    ['a greatest value over no axis', () => g.max(a, []), /max: no axis of \[3, 4\]/],
    [
      'an expansion to a size that is not known',
      () => g.expand(g.parameter('c', [1, 4]), ['P', 4]),
      /expand: \[1, 4\] to \[P, 4\]/,
    ],
    ['a constant whose values do not fill it', () => g.constant([3], Float32Array.of(1)), /do not fill/],
  ])('refuse %s', (_, build, message) => {
    expect(build).toThrow(message);
  });

  it('let named sizes meet only themselves and 1', () => {
    const pairs = g.input('x', ['P', 4], 'left');
    expect(g.add(pairs, g.parameter('w', [4])).shape).toEqual(['P', 4]);
    expect(() => g.add(pairs, g.input('y', ['Q', 4], 'right'))).toThrow(/broadcast/);
  });
});
