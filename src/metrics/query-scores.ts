import { UserError } from '../errors.ts';
import type { Direction, Matrix, Relevance } from '../types.ts';

/** Columns gathered at once for right→left: each row of the matrix is then read a whole cache line at a time. */
const tileColumns = 16;

/**
 * Calls `visit` with every query row and its scores against all candidates, in row order. Left→right the scores are a view of the
 * matrix; right→left they lie in a buffer that later calls overwrite, so the matrix is never transposed as a whole.
 */
export function forEachQuery(
  scores: Matrix,
  direction: Direction,
  visit: (query: number, candidateScores: Float32Array) => void,
): void {
  const { rows, columns, data } = scores;
  if (direction === 'left-right') {
    for (let row = 0; row < rows; row++) visit(row, data.subarray(row * columns, (row + 1) * columns));
    return;
  }
  const tile = new Float32Array(tileColumns * rows);
  for (let first = 0; first < columns; first += tileColumns) {
    const width = Math.min(tileColumns, columns - first);
    for (let row = 0; row < rows; row++) {
      const from = row * columns + first;
      for (let column = 0; column < width; column++) tile[column * rows + row] = data[from + column]!;
    }
    for (let column = 0; column < width; column++) visit(first + column, tile.subarray(column * rows, (column + 1) * rows));
  }
}

/** Refuses what cannot be ranked: NaN has no place in an order. Throws a `UserError` of kind `input` that names the pair. */
export function checkScores(scores: Matrix, relevance: Relevance): void {
  if (scores.rows !== relevance.rows || scores.columns !== relevance.columns) {
    throw new Error(
      `internal: scores are ${scores.rows} × ${scores.columns}, but relevance is ${relevance.rows} × ${relevance.columns}`,
    );
  }
  const { columns, data } = scores;
  if (data.length !== scores.rows * columns)
    throw new Error(`internal: ${data.length} scores for ${scores.rows} × ${columns} pairs`);
  for (let at = 0; at < data.length; at++) {
    if (Number.isNaN(data[at]!)) {
      throw new UserError('input', 'A score is NaN, so candidates cannot be ranked.', {
        place: `left row ${Math.floor(at / columns)}, right row ${at % columns}`,
        remedy: 'Check the features of these two items, or lower the learning rate if the training diverged.',
      });
    }
  }
}
