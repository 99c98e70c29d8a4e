import { UserError } from '../errors.ts';
import type { Features, Matrix, ModelManifest, Side } from '../types.ts';
import type { RowArrays } from './cached-side.ts';

/** Token vectors of the items of one side, padding left out: row i belongs to the item `owners[i]`, and the rows of an item lie together. */
export interface TokenRows {
  readonly vectors: Matrix;
  readonly owners: Int32Array;
}

/**
 * What a model of late interaction has cached of the tokens that are there. The inner product of a left and a right row is the similarity that MaxSim
 * takes (`src/graph/tokens.ts`). Throws a `UserError` of kind `input` for other models and for features without tokens.
 */
export function tokenRows(
  model: ModelManifest,
  modelDir: string,
  side: Side,
  { arrays, count }: RowArrays,
  features: Features,
): TokenRows {
  const cached = arrays.find(({ shape }) => shape.length === 2);
  if (model.family !== 'late interaction' || cached === undefined || features.tokens === undefined) {
    throw new UserError('input', `Model ${model.name} compares no tokens of the ${side} side.`, {
      place: modelDir,
      remedy: 'Serve it by exhaustive-factorised or by a cascade.',
    });
  }
  const { mask } = features.tokens;
  const [tokens, columns] = cached.shape as [number, number];
  const rows = mask.reduce((sum, there) => sum + there, 0);
  const data = new Float32Array(rows * columns);
  const owners = new Int32Array(rows);
  let next = 0;
  for (let item = 0; item < count; item++) {
    for (let token = item * tokens; token < (item + 1) * tokens; token++) {
      if (mask[token] === 0) continue;
      data.set(cached.data.subarray(token * columns, (token + 1) * columns), next * columns);
      owners[next++] = item;
    }
  }
  return { vectors: { rows, columns, data }, owners };
}

/** The mean of the token vectors of each of `count` items, [count, E]: the inner product of two means is the mean similarity of their tokens. */
export function pooled({ vectors: { columns, data }, owners }: TokenRows, count: number): Matrix {
  const means = new Float32Array(count * columns);
  const sizes = new Int32Array(count);
  for (const owner of owners) sizes[owner]!++;
  for (const [row, owner] of owners.entries()) {
    for (let e = 0; e < columns; e++) means[owner * columns + e]! += data[row * columns + e]! / sizes[owner]!;
  }
  return { rows: count, columns, data: means };
}
