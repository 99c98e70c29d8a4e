import type { Relevance } from '../types.ts';

/** A class for every item that has a right answer; −1 for the others. */
export interface ConceptClasses {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** Classes of items as right answers link them, however far (union–find): no two items of different classes belong together. */
export function conceptClasses({ rows, columns, offsets, columnOf }: Relevance): ConceptClasses {
  const parent = Uint32Array.from({ length: rows + columns }, (_, item) => item);
  const rootOf = (item: number): number => {
    let at = item;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (let row = 0; row < rows; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) parent[rootOf(rows + columnOf[at]!)] = rootOf(row);
  }
  const classes = new Map<number, number>();
  const linked = new Uint8Array(rows + columns);
  for (let row = 0; row < rows; row++) if (offsets[row + 1]! > offsets[row]!) linked[row] = 1;
  for (const column of columnOf) linked[rows + column] = 1;
  const classOf = (item: number): number => {
    if (linked[item] === 0) return -1;
    const root = rootOf(item);
    const found = classes.get(root) ?? classes.size;
    classes.set(root, found);
    return found;
  };
  const left = Int32Array.from({ length: rows }, (_, row) => classOf(row));
  const right = Int32Array.from({ length: columns }, (_, column) => classOf(rows + column));
  return { count: classes.size, left, right };
}
