import { floatMatrix, readSafetensors, type TensorArray, writeSafetensors } from '../../files/safetensors.ts';
import { directions } from '../../report/figures/per-query.ts';
import type { Direction, Matrix } from '../../types.ts';

/** Scores of the test part, [N, M]. */
export interface TestScores {
  readonly scores: Matrix;
  /** What the queries of either direction are answered by, where it is not all scores: each has candidates of its own read. */
  readonly asked?: Readonly<Record<Direction, Matrix>>;
}

/** Writes them as the tensor `scores` and, where there are, one a direction. Throws a `UserError` of kind `storage`. */
export async function writeScores(path: string, { scores, asked }: TestScores): Promise<void> {
  await writeSafetensors(path, {
    scores: tensorOf(scores),
    ...(asked && Object.fromEntries(directions.map((direction) => [direction, tensorOf(asked[direction])]))),
  });
}

/** Reads what `writeScores` wrote. Throws a `UserError`. */
export async function readScores(path: string): Promise<TestScores> {
  const file = await readSafetensors(path);
  const scores = floatMatrix(file, 'scores');
  if (!directions.some((direction) => Object.hasOwn(file.tensors, direction))) return { scores };
  return { scores, asked: { 'left-right': floatMatrix(file, 'left-right'), 'right-left': floatMatrix(file, 'right-left') } };
}

const tensorOf = ({ rows, columns, data }: Matrix): TensorArray => ({ dtype: 'F32', shape: [rows, columns], data });
