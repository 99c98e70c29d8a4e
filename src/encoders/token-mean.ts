import { div, mul, sum, unsqueeze } from '../graph/build.ts';
import type { GraphNode } from '../graph/ops.ts';
import type { TokenEncoder } from './encoder.ts';

/** The mean of the tokens that are there, as they are given, standardised like those of every model: `[P, T, D] → [P, D]`. What a dual tower has of them before it is trained. */
export const tokenMean: TokenEncoder<GraphNode> = {
  ofTokens: ({ values, mask }) => div(sum(mul(values, unsqueeze(mask, -1)), [1]), sum(mask, [-1], true)),
};
