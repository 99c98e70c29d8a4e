import type { Relevance } from '../types.ts';

/** A right pair by the rows of its items, and how right it is. */
export interface RelevantPair {
  readonly row: number;
  readonly column: number;
  /** 1 to 255. */
  readonly grade: number;
}

/** Right answers from pairs in any order, each given once. */
export function relevanceFromPairs(rows: number, columns: number, pairs: readonly RelevantPair[]): Relevance {
  for (const { row, column, grade } of pairs) {
    if (!(row >= 0 && row < rows && column >= 0 && column < columns && grade >= 1 && grade <= 255)) {
      throw new Error(`internal: pair (${row}, ${column}) with grade ${grade} is outside [${rows}, ${columns}]`);
    }
  }
  const offsets = new Uint32Array(rows + 1);
  const columnOf = new Uint32Array(pairs.length);
  const grades = new Uint8Array(pairs.length);
  const ordered = pairs.toSorted((a, b) => a.row - b.row || a.column - b.column);
  for (const [i, { row, column, grade }] of ordered.entries()) {
    if (i > 0 && ordered[i - 1]!.row === row && ordered[i - 1]!.column === column)
      throw new Error(`internal: pair (${row}, ${column}) is given twice`);
    offsets[row + 1]!++;
    columnOf[i] = column;
    grades[i] = grade;
  }
  for (let row = 0; row < rows; row++) offsets[row + 1]! += offsets[row]!;
  return { rows, columns, offsets, columnOf, grades };
}

/** The same right answers seen from the other side. */
export function transposeRelevance({ rows, columns, offsets, columnOf, grades }: Relevance): Relevance {
  const starts = new Uint32Array(columns + 1);
  for (const column of columnOf) starts[column + 1]!++;
  for (let column = 0; column < columns; column++) starts[column + 1]! += starts[column]!;
  const next = starts.slice(0, columns);
  const rowOf = new Uint32Array(columnOf.length);
  const turned = new Uint8Array(grades.length);
  // Rows are visited in ascending order, so those of a column come out ascending.
  for (let row = 0; row < rows; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const target = next[columnOf[i]!]!++;
      rowOf[target] = row;
      turned[target] = grades[i]!;
    }
  }
  return { rows: columns, columns: rows, offsets: starts, columnOf: rowOf, grades: turned };
}

/**
 * The right answers among some rows and columns, both ascending and without repetition; they are numbered anew in that order. With `keep`, only those pairs
 * (by their place in `columnOf`) that it keeps.
 */
export function restrictRelevance(
  relevance: Relevance,
  rows: ArrayLike<number>,
  columns: ArrayLike<number>,
  keep: (pair: number) => boolean = () => true,
): Relevance {
  const { offsets, columnOf, grades } = relevance;
  const newColumn = new Int32Array(relevance.columns).fill(-1);
  for (let column = 0; column < columns.length; column++) newColumn[columns[column]!] = column;
  const starts = new Uint32Array(rows.length + 1);
  const kept: number[] = [];
  const keptGrades: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    for (let i = offsets[rows[row]!]!; i < offsets[rows[row]! + 1]!; i++) {
      const column = newColumn[columnOf[i]!]!;
      if (column < 0 || !keep(i)) continue;
      kept.push(column);
      keptGrades.push(grades[i]!);
    }
    starts[row + 1] = kept.length;
  }
  return {
    rows: rows.length,
    columns: columns.length,
    offsets: starts,
    columnOf: Uint32Array.from(kept),
    grades: Uint8Array.from(keptGrades),
  };
}
