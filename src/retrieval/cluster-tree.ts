import { createRandom, deriveSeed } from '../random.ts';
import type { Matrix } from '../types.ts';
import type { IndexArrays, IndexLibrary } from './index-file.ts';
import { asWholeNumbers, wholeNumbers } from './kept-index.ts';

/**
 * A balanced binary tree over vectors. Node i holds the rows `order[starts[i] .. ends[i])`, is stood for by the row `medoids[i]`, and has the children
 * `children[i]` and `children[i] + 1`, or none where that is 0. Node 0 is the root.
 */
export interface ClusterTree {
  readonly order: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly medoids: Int32Array;
  readonly children: Int32Array;
}

/** What building allocates: the order of the rows, their projections, and nodes of which a leaf holds more than half of `leaf` rows. */
export const treeBytesFor = (rows: number, leaf: number): number => 12 * rows + 120 * Math.ceil((4 * rows) / leaf);

export const treeBytes = (tree: ClusterTree): number =>
  [tree.order, tree.starts, tree.ends, tree.medoids, tree.children].reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Another number wherever the same vectors would give another tree. */
export const treeLibrary: IndexLibrary = { name: 'cluster-tree', version: '1' };

export const packTree = ({ order, starts, ends, medoids, children }: ClusterTree): IndexArrays => ({
  order: asWholeNumbers(order),
  starts: asWholeNumbers(starts),
  ends: asWholeNumbers(ends),
  medoids: asWholeNumbers(medoids),
  children: asWholeNumbers(children),
});

/** Throws for arrays that are no tree over so many rows. */
export function unpackTree(arrays: IndexArrays, rows: number): ClusterTree {
  const order = wholeNumbers(arrays, 'order', rows);
  const starts = wholeNumbers(arrays, 'starts');
  const column = (name: string): Int32Array => wholeNumbers(arrays, name, starts.length);
  const tree = { order, starts, ends: column('ends'), medoids: column('medoids'), children: column('children') };
  const isRow = (row: number): boolean => row >= 0 && row < rows;
  if (!order.every(isRow) || new Set(order).size !== rows || starts.length === 0)
    throw new Error('it does not hold every row once');
  for (const [node, start] of starts.entries()) {
    const [end, child] = [tree.ends[node]!, tree.children[node]!];
    // Children come after their parent, so no path leads in a circle.
    const childFits = child === 0 || (child > node && child + 1 < starts.length);
    if (start < 0 || end <= start || end > rows || !isRow(tree.medoids[node]!) || !childFits)
      throw new Error('a node is no node');
  }
  return tree;
}

/** Rounds of a split: halves that still change after that change little. */
const rounds = 6;

/**
 * Splits into halves of equal size until at most `leaf` rows are left, each time by 2-means whose assignment is the median of the projection on the line
 * between the means: the balanced hierarchical k-means of TDM (Zhu et al. 2018). A node is stood for by its medoid, the member nearest to its mean.
 */
export function buildClusterTree({ rows, columns, data }: Matrix, leaf: number, seed: number): ClusterTree {
  const random = createRandom(deriveSeed(seed, 'cluster-tree'));
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const nodes: { start: number; end: number; medoid: number; child: number }[] = [];
  const projections = new Float64Array(rows);

  const meanOf = (start: number, end: number): Float64Array => {
    const mean = new Float64Array(columns);
    for (let i = start; i < end; i++) {
      const base = order[i]! * columns;
      for (let e = 0; e < columns; e++) mean[e]! += data[base + e]!;
    }
    return mean.map((sum) => sum / (end - start));
  };
  const medoidOf = (start: number, end: number): number => {
    const mean = meanOf(start, end);
    let [best, least] = [order[start]!, Number.POSITIVE_INFINITY];
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      let distance = 0;
      for (let e = 0; e < columns; e++) distance += (data[row * columns + e]! - mean[e]!) ** 2;
      if (distance < least || (distance === least && row < best)) [best, least] = [row, distance];
    }
    return best;
  };
  const vector = (row: number): Float64Array => Float64Array.from(data.subarray(row * columns, (row + 1) * columns));
  const split = (start: number, end: number): number => {
    const middle = (start + end + 1) >> 1;
    let a = vector(order[start + random.below(end - start)]!);
    let b = vector(order[start + random.below(end - start)]!);
    for (let round = 0; round < rounds; round++) {
      for (let i = start; i < end; i++) {
        const base = order[i]! * columns;
        let sum = 0;
        for (let e = 0; e < columns; e++) sum += data[base + e]! * (b[e]! - a[e]!);
        projections[order[i]!] = sum;
      }
      const before = order.slice(start, middle);
      order.subarray(start, end).sort((x, y) => projections[x]! - projections[y]! || x - y);
      if (round > 0 && sameMembers(before, order.subarray(start, middle))) break;
      [a, b] = [meanOf(start, middle), meanOf(middle, end)];
    }
    return middle;
  };

  // Node by node in breadth, so that children lie side by side.
  nodes.push({ start: 0, end: rows, medoid: medoidOf(0, rows), child: 0 });
  for (const node of nodes) {
    if (node.end - node.start <= leaf) continue;
    const middle = split(node.start, node.end);
    node.child = nodes.length;
    for (const [start, end] of [
      [node.start, middle],
      [middle, node.end],
    ] as const)
      nodes.push({ start, end, medoid: medoidOf(start, end), child: 0 });
  }
  const column = (value: (node: (typeof nodes)[number]) => number): Int32Array => Int32Array.from(nodes, value);
  return {
    order,
    starts: column(({ start }) => start),
    ends: column(({ end }) => end),
    medoids: column(({ medoid }) => medoid),
    children: column(({ child }) => child),
  };
}

/** Both are in the order of projections, which differ: members are compared. */
function sameMembers(before: Int32Array, after: Int32Array): boolean {
  const members = new Set(before);
  return after.every((row) => members.has(row));
}
