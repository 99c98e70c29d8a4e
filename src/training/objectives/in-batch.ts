import { add, constant, exp, logSoftmax, mul, scalar, sum } from '../../graph/build.ts';
import type { GraphNode } from '../../graph/ops.ts';
import type { ParameterScope } from '../../graph/parameters.ts';
import type { Scored } from './objective.ts';

/** A billion below every logit: exp of it is zero in float32, and it stays finite. */
const beyond = scalar(-1e9);

/** Pairs of a batch, B. */
export const batchSizeOf = (scores: GraphNode): number => scores.shape[0] as number;

/** Scores times a learned factor (the inverse temperature), kept as its logarithm. */
export const logits = ({ scores, initialScale }: Scored, scope: ParameterScope): GraphNode =>
  mul(scores, exp(scope.parameter('log_scale', [], { kind: 'constant', value: Math.log(initialScale) })));

/** Values `[B, B]` where pairs marked 1 are out of every softmax and every maximum. */
export const without = (values: GraphNode, marked: GraphNode): GraphNode => add(values, mul(marked, beyond));

/** A constant `[B, B]` from a rule. */
export const grid = (size: number, at: (row: number, column: number) => number): GraphNode =>
  constant(
    [size, size],
    Float32Array.from({ length: size * size }, (_, i) => at(Math.floor(i / size), i % size)),
  );

/** 1 on the diagonal: the pairs that were drawn. */
export const diagonal = (size: number): GraphNode => grid(size, (row, column) => (row === column ? 1 : 0));

/** All of `[B, B]` added, times a constant. */
export const total = (values: GraphNode, factor: number): GraphNode => mul(sum(values, [0, 1]), scalar(factor));

/** Cross-entropy of the diagonal among its row, of `rowLogits` where they are others, and among its column, averaged; blocked pairs are out of both. */
export function pairCrossEntropy(pairLogits: GraphNode, blocked: GraphNode, rowLogits = pairLogits): GraphNode {
  const size = batchSizeOf(pairLogits);
  const [rows, columns] = [without(rowLogits, blocked), without(pairLogits, blocked)];
  return total(mul(add(logSoftmax(rows, 1), logSoftmax(columns, 0)), diagonal(size)), -1 / (2 * size));
}
