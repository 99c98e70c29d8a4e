import { unitVector } from './blocks.ts';
import { add, batchMatmul, concat, div, mul, scalar, sub, sum, unsqueeze } from './build.ts';
import type { GraphNode } from './ops.ts';

/** Tokens of the items of one side: `values` `[P, T, E]`, `mask` `[P, T]` with 1 where there is a token and 0 where there is padding. */
export interface Tokens {
  readonly values: GraphNode;
  readonly mask: GraphNode;
}

/** Far below every cosine, and small enough to be squared or scaled in float32. */
const hidden = 1e6;

/**
 * What the cosines of all tokens are products of: `u vᵀ` is `[P, T, T']`, and far below −1 where either token is padding. The mask takes part in the product of the unit
 * vectors as a column a side, so that hiding costs no pass over the pairs of tokens, and the columns are cached with the vectors.
 */
export function maskedOperands(left: Tokens, right: Tokens) {
  const column = ({ mask }: Tokens): GraphNode => unsqueeze(mul(sub(mask, scalar(1)), scalar(hidden)), -1);
  const ones = ({ mask }: Tokens): GraphNode => unsqueeze(add(mul(mask, scalar(0)), scalar(1)), -1);
  const [leftUnits, rightUnits] = [unitVector(left.values), unitVector(right.values)];
  return {
    u: concat([leftUnits, column(left), ones(left)]),
    v: concat([rightUnits, ones(right), column(right)]),
    leftUnits,
    rightUnits,
  };
}

/** Cosines of every left with every right token, `[P, T, T']`, far below −1 where either is padding. */
export function maskedCosines(left: Tokens, right: Tokens): GraphNode {
  const { u, v } = maskedOperands(left, right);
  return batchMatmul(u, v, { transposeB: true });
}

/** Mean over the tokens that are there: values and mask `[…, T] → […]`. */
export const meanOverTokens = (values: GraphNode, mask: GraphNode): GraphNode =>
  div(sum(mul(values, mask), [-1]), sum(mask, [-1]));
