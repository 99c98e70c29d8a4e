import { add, batchMatmul, permute, reshape } from './build.ts';
import type { GraphNode } from './ops.ts';
import { lastTwoSwapped } from './permutations.ts';

/**
 * Gradients of a batch of products `[L…, R, I] × [L…, I, O]`. Where an operand was broadcast, its gradient is a sum over that axis: the axis joins the inner
 * one of the product instead, so that no array of the broadcast size is made. Every size must be known.
 */
export function batchMatmulGradients(y: GraphNode<'batchMatmul'>, dy: GraphNode): readonly GraphNode[] {
  const { transposeB } = y.attributes;
  // Inner products of vectors with each other.
  if (transposeB && y.inputs[0] === y.inputs[1]) return [batchMatmul(add(dy, swapped(dy)), y.inputs[0]!)];
  const lead = y.shape.slice(0, -2) as readonly number[];
  const [a, b] = y.inputs.map((operand) => ranked(operand, lead.length + 2)) as [GraphNode, GraphNode];
  const [broadcastOfA, broadcastOfB] = [a, b].map((operand) => broadcastAxes(operand, lead)) as [number[], number[]];

  const [dyForA, bForA] = [joined(dy, broadcastOfA, 'columns'), joined(b, broadcastOfA, transposeB ? 'rows' : 'columns')];
  const da = batchMatmul(dyForA, bForA, { transposeB: !transposeB });

  const [dyForB, aForB] = [joined(dy, broadcastOfB, 'rows'), joined(a, broadcastOfB, 'rows')];
  const db = transposeB ? batchMatmul(swapped(dyForB), aForB) : batchMatmul(swapped(aForB), dyForB);
  return [reshape(da, y.inputs[0]!.shape), reshape(db, y.inputs[1]!.shape)];
}

const swapped = (a: GraphNode): GraphNode => permute(a, lastTwoSwapped(a.shape.length));

/** With axes of size 1 in front, up to a rank. */
const ranked = (a: GraphNode, rank: number): GraphNode =>
  a.shape.length === rank ? a : reshape(a, [...Array<number>(rank - a.shape.length).fill(1), ...a.shape]);

const broadcastAxes = (operand: GraphNode, lead: readonly number[]): number[] =>
  [...lead.keys()].filter((axis) => operand.shape[axis] === 1 && lead[axis] !== 1);

/** Moves leading axes next to the rows or the columns of the matrices and joins them: `[L…, R, C] → [kept…, F·R, C]` or `[kept…, R, F·C]`. */
function joined(a: GraphNode, axes: readonly number[], into: 'rows' | 'columns'): GraphNode {
  if (axes.length === 0) return a;
  const rank = a.shape.length;
  const kept = [...Array(rank - 2).keys()].filter((axis) => !axes.includes(axis));
  const order = into === 'rows' ? [...kept, ...axes, rank - 2, rank - 1] : [...kept, rank - 2, ...axes, rank - 1];
  const size = (axis: number): number => a.shape[axis] as number;
  const folded = axes.reduce((product, axis) => product * size(axis), 1);
  const [rows, columns] = [size(rank - 2), size(rank - 1)];
  const matrix = into === 'rows' ? [folded * rows, columns] : [rows, folded * columns];
  return reshape(permute(a, order), [...(kept.length === 0 ? [1] : kept.map(size)), ...matrix]);
}
