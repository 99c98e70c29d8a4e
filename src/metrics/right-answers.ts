import type { Direction, Relevance } from '../types.ts';

/**
 * Right answers seen from the querying side: rows are queries, columns candidates, and judgements of grade 0 ("judged wrong") are
 * dropped, as trec_eval does. Columns stay ascending within a row. O(rows + columns + judgements).
 */
export function rightAnswers(relevance: Relevance, direction: Direction): Relevance {
  const transposed = direction === 'right-left';
  const rows = transposed ? relevance.columns : relevance.rows;
  const columns = transposed ? relevance.rows : relevance.columns;
  const offsets = new Uint32Array(rows + 1);
  forEachRight(relevance, (row, column) => {
    offsets[(transposed ? column : row) + 1]!++;
  });
  for (let row = 0; row < rows; row++) offsets[row + 1]! += offsets[row]!;

  const next = offsets.slice(0, rows);
  const columnOf = new Uint32Array(offsets[rows]!);
  const grades = new Uint8Array(offsets[rows]!);
  // Pairs come in row order, so the transposed columns come out ascending too.
  forEachRight(relevance, (row, column, grade) => {
    const query = transposed ? column : row;
    const at = next[query]!++;
    columnOf[at] = transposed ? row : column;
    grades[at] = grade;
  });
  return { rows, columns, offsets, columnOf, grades };
}

function forEachRight(relevance: Relevance, visit: (row: number, column: number, grade: number) => void): void {
  for (let row = 0; row < relevance.rows; row++) {
    for (let at = relevance.offsets[row]!; at < relevance.offsets[row + 1]!; at++) {
      const grade = relevance.grades[at]!;
      if (grade > 0) visit(row, relevance.columnOf[at]!, grade);
    }
  }
}
