import type { DatasetPart, Direction, Matrix } from '../types.ts';

/** What an arm may look at. */
export interface SanityWorld {
  readonly train: DatasetPart;
  readonly test: DatasetPart;
  readonly seed: number;
}

/** What a figure must be. */
export interface Expectation {
  readonly metric: 'R@1' | 'R@10' | 'MRR';
  readonly value: number;
  readonly tolerance: number;
}

/** A source of scores without a trained network: what a run must get right before its other figures are believed, and what they have to beat. */
export interface SanityArm {
  readonly summary: string;
  /** Scores of all test pairs [N, M]; `undefined` where the features do not allow it. */
  readonly scores: (world: SanityWorld) => Matrix | undefined;
  /** What the evaluation must find, known without it; left out, or `undefined`, where nothing is known. */
  readonly expected?: (scores: Matrix, world: SanityWorld, direction: Direction) => Expectation | undefined;
  /** Set where it learns from right pairs: where a suite shows its models shares of the training families, this arm is shown them too. */
  readonly learns?: true;
}

/** Fills an [N, M] matrix pair by pair. */
export function scoresOf({ left, right }: DatasetPart, score: (row: number, column: number) => number): Matrix {
  const [rows, columns] = [left.items.length, right.items.length];
  const data = new Float32Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) for (let column = 0; column < columns; column++) data[at++] = score(row, column);
  return { rows, columns, data };
}
