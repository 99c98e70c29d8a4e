import { product, type RowArrays } from './cached-side.ts';

/** Takes chosen rows together, into buffers that its next call writes over. */
export type Gather = (rows: ArrayLike<number | bigint>, first: number, count: number) => RowArrays;

/** Gathers at most `most` rows of `source` at once. */
export function createGather(source: RowArrays, most: number): Gather {
  const arrays = source.arrays.map(({ name, shape, data }) => {
    const width = product(shape);
    return { name, shape, width, from: data, data: new Float32Array(most * width) };
  });
  return (rows, first, count) => {
    if (count > most) throw new Error(`internal: ${count} rows were to be gathered into a buffer of ${most}`);
    for (const { width, from, data } of arrays) {
      for (let i = 0; i < count; i++) {
        const row = Number(rows[first + i]);
        data.set(from.subarray(row * width, (row + 1) * width), i * width);
      }
    }
    return { count, arrays };
  };
}
