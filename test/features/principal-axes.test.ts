import { expect, test } from 'vitest';
import { principalAxes, projectTokens } from '../../src/features/principal-axes.ts';
import { createRandom } from '../../src/random.ts';

const width = 12;
const count = 200;
const random = createRandom(5);
/** Rows with a mean away from zero, and columns that vary together. */
const rows = Float32Array.from({ length: count * width }, (_, i) => 0.3 + random.normal() * (1 + (i % width)));
for (let start = 0; start < rows.length; start += width) rows[start]! += 3 * rows[start + 1]!;

const column = (axes: { data: Float64Array; count: number }, axis: number): number[] =>
  Array.from({ length: width }, (_, row) => axes.data[row * axes.count + axis]!);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
const row = (at: number): Float32Array => rows.subarray(at * width, (at + 1) * width);

test('axes are orthonormal, and each is an eigenvector of the second moment, largest first', () => {
  const axes = principalAxes(rows, width, width);
  const lengths = Array.from({ length: width }, (_, axis) => {
    const v = column(axes, axis);
    const image = new Float64Array(width);
    for (let at = 0; at < count; at++) {
      const along = dot(row(at), v);
      for (let i = 0; i < width; i++) image[i]! += (along * row(at)[i]!) / count;
    }
    const value = dot(image, v);
    expect(image).toBeAllClose(
      v.map((x) => value * x),
      1e-9,
      1e-9 * value,
    );
    return value;
  });
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
  for (let a = 0; a < width; a++)
    for (let b = 0; b < width; b++) expect(dot(column(axes, a), column(axes, b))).toBeCloseTo(a === b ? 1 : 0, 12);
});

test('fewer axes are the first of all, and the largest component of each is positive', () => {
  const [all, few] = [principalAxes(rows, width, width), principalAxes(rows, width, 3)];
  for (let axis = 0; axis < 3; axis++) {
    expect(column(few, axis)).toEqual(column(all, axis));
    expect(Math.max(...column(few, axis))).toBe(Math.max(...column(few, axis).map(Math.abs)));
  }
});

test('along all axes inner products of tokens stay, and padding stays zero', () => {
  const mask = Uint8Array.of(1, 1, 1, 0);
  const tokens = { items: 2, tokens: 2, width, data: rows.slice(0, 4 * width), mask };
  const projected = projectTokens(tokens, principalAxes(rows, width, width));
  const token = (at: number): Float32Array => projected.data.subarray(at * width, (at + 1) * width);
  for (const [a, b] of [
    [0, 0],
    [0, 1],
    [1, 2],
  ] as const)
    expect([dot(token(a), token(b))]).toBeAllClose([dot(row(a), row(b))], 1e-5, 1e-4);
  expect(token(3).every((value) => value === 0)).toBe(true);
});
