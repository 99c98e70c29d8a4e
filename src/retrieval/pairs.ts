import type { Session } from '../runtime/session.ts';
import type { ModelManifest } from '../types.ts';
import { blockOf, product, type RowArrays, viewRows } from './cached-side.ts';

/** pair.onnx over blocks of rows, into one buffer. */
export interface Pairs {
  /** The most pairs of one call. */
  readonly block: number;
  /** One row, `count` times, at most `block`: what meets a block of the other side. */
  repeat(rows: RowArrays, row: number, count: number): RowArrays;
  /** Scores of `count` pairs, row by row. Overwritten by the next call. */
  score(one: RowArrays, firstOne: number, other: RowArrays, firstOther: number, count: number): Promise<Float32Array>;
}

/** 1,664→512→256→1 on one thread, pairs/s of CPU time by pairs a call: 64 44k, 256 48.5k, 512 48.6k, 1,024 47.5k, 2,048 42k. */
const pairBlock = 512;
/** Values of features in a call at most, 64 MiB: items with many tokens are fewer a call. */
const pairValues = 2 ** 24;

export function createPairs(session: Session, { left, right }: ModelManifest): Pairs {
  const block = blockOf([...left.inputs, ...right.inputs], pairBlock, pairValues);
  const scores = new Float32Array(block);
  const output = session.outputs[0]!;
  // By array name: filled again for every query.
  const buffers = new Map<string, Float32Array>();
  return {
    block,
    repeat: ({ arrays }, row, count) => ({
      count,
      arrays: arrays.map(({ name, shape, data }) => {
        const width = product(shape);
        const buffer = buffers.get(name) ?? new Float32Array(block * width);
        buffers.set(name, buffer);
        const values = data.subarray(row * width, (row + 1) * width);
        for (let i = 0; i < count; i++) buffer.set(values, i * width);
        return { name, shape, data: buffer };
      }),
    }),
    async score(one, firstOne, other, firstOther, count) {
      const feeds = Object.fromEntries([
        ...one.arrays.map((array) => [array.name, viewRows(array, firstOne, count)] as const),
        ...other.arrays.map((array) => [array.name, viewRows(array, firstOther, count)] as const),
      ]);
      await session.run(feeds, { [output]: { dims: [count], data: scores.subarray(0, count) } });
      return scores;
    },
  };
}
