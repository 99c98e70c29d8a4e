import { sha256 } from '../files/sha256.ts';
import type { DatasetPart, Matrix, Relevance } from '../types.ts';

/**
 * The right answers of a part, and besides them those of identical items: where two items have the same features, what is right for one is right for the
 * other. What is right here is never a wrong answer in training.
 */
export function knownRight({ left, right, relevance }: DatasetPart): Relevance {
  const [rows, columns] = [twins(left.features.global), twins(right.features.global)];
  if (rows.count === relevance.rows && columns.count === relevance.columns) return relevance;
  // Right answers between groups of identical items, with the highest grade.
  const gradesOf = Array.from({ length: rows.count }, () => new Map<number, number>());
  for (let row = 0; row < relevance.rows; row++) {
    const known = gradesOf[rows.groupOf[row]!]!;
    for (let at = relevance.offsets[row]!; at < relevance.offsets[row + 1]!; at++) {
      const group = columns.groupOf[relevance.columnOf[at]!]!;
      known.set(group, Math.max(known.get(group) ?? 0, relevance.grades[at]!));
    }
  }
  const members = Array.from({ length: columns.count }, (): number[] => []);
  columns.groupOf.forEach((group, column) => {
    members[group]!.push(column);
  });
  const answersOf = gradesOf.map((known) =>
    [...known]
      .flatMap(([group, grade]) => members[group]!.map((column) => ({ column, grade })))
      .sort((a, b) => a.column - b.column),
  );
  const offsets = new Uint32Array(relevance.rows + 1);
  rows.groupOf.forEach((group, row) => {
    offsets[row + 1] = offsets[row]! + answersOf[group]!.length;
  });
  const all = [...rows.groupOf].flatMap((group) => answersOf[group]!);
  return {
    rows: relevance.rows,
    columns: relevance.columns,
    offsets,
    columnOf: Uint32Array.from(all, ({ column }) => column),
    grades: Uint8Array.from(all, ({ grade }) => grade),
  };
}

/** Groups of rows with the same bytes. */
function twins({ rows, columns, data }: Matrix): { readonly count: number; readonly groupOf: Uint32Array } {
  const groups = new Map<string, number>();
  const groupOf = Uint32Array.from({ length: rows }, (_, row) => {
    const values = data.subarray(row * columns, (row + 1) * columns);
    const key = sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const group = groups.get(key) ?? groups.size;
    groups.set(key, group);
    return group;
  });
  return { count: groups.size, groupOf };
}
