import { layerNorm, linear, mlp } from '../graph/blocks.ts';
import {
  add,
  batchMatmul,
  dropout,
  gelu,
  joinLast,
  matmul,
  mul,
  permute,
  scalar,
  softmax,
  splitLast,
  squeeze,
  sub,
  unsqueeze,
} from '../graph/build.ts';
import type { GraphNode } from '../graph/ops.ts';
import type { ParameterScope } from '../graph/parameters.ts';
import type { Tokens } from '../graph/tokens.ts';
import type { TokenEncoder } from './encoder.ts';

const heads = 4;
/** A width that divides into the heads. */
const divisible = (width: number): number => Math.ceil(width / heads) * heads;
/** Added to a logit, leaves nothing of its token after the softmax. */
const hidden = 1e6;
/** `[P, T]` → 0 where there is a token, far below every logit where there is none. */
const hiding = (mask: GraphNode): GraphNode => mul(sub(mask, scalar(1)), scalar(hidden));

/** Every token looks at every other of its item (Vaswani et al. 2017): `[P, T, E] → [P, T, E]`. */
function selfAttention({ values, mask }: Tokens, scope: ParameterScope): GraphNode {
  const width = values.shape.at(-1) as number;
  const split = (name: string): GraphNode => permute(splitLast(linear(values, width, scope.within(name)), heads), [0, 2, 1, 3]);
  const logits = mul(batchMatmul(split('query'), split('key'), { transposeB: true }), scalar(1 / Math.sqrt(width / heads)));
  const attention = softmax(add(logits, unsqueeze(unsqueeze(hiding(mask), 1), 1)));
  const seen = joinLast(permute(batchMatmul(attention, split('value')), [0, 2, 1, 3]));
  return linear(seen, width, scope.within('out'));
}

/** A layer to E, then one transformer block with its norms before the parts: what both token encoders below share. */
function block({ values, mask }: Tokens, embedding: number, rate: number, scope: ParameterScope): GraphNode {
  const x = linear(values, divisible(embedding), scope.within('in'));
  const seen = selfAttention({ values: layerNorm(x, scope.within('attention.norm')), mask }, scope.within('attention'));
  const y = add(x, dropout(scope.name('attention.dropout'), rate, seen, [1]));
  const hiddenLayer = mlp(
    layerNorm(y, scope.within('mlp.norm')),
    [2 * divisible(embedding), divisible(embedding)],
    gelu,
    0,
    scope.within('mlp'),
  );
  return layerNorm(add(y, dropout(scope.name('mlp.dropout'), rate, hiddenLayer, [1])), scope.within('norm'));
}

/** C mixtures of an item's tokens, each by a learned query of its own: `[P, T, E] → [P, C, E]`. */
function pooled(values: GraphNode, mask: GraphNode, count: number, scope: ParameterScope): GraphNode {
  const width = values.shape.at(-1) as number;
  const queries = scope.parameter('queries', [width, count], { kind: 'uniform', inputs: width });
  const logits = add(permute(matmul(values, queries), [0, 2, 1]), unsqueeze(hiding(mask), 1));
  return batchMatmul(softmax(logits), values);
}

/** A transformer block over the tokens and attention pooling with one learned query (Lin et al. 2017): `[P, T, D] → [P, E]`, cached as one vector. */
export const tokenTower: TokenEncoder<GraphNode> = {
  ofTokens: (tokens, { embedding, hiddenDropout }, scope) =>
    squeeze(pooled(block(tokens, embedding, hiddenDropout, scope.within('block')), tokens.mask, 1, scope.within('pool')), 1),
};

/** Codes of an item. */
const codes = 8;

/** The same block, then a poly-encoder's codes (Humeau et al. 2020): `[P, T, D] → [P, C, E]`, C mixtures of the tokens by learned queries. */
export const tokenCodes: TokenEncoder<GraphNode> = {
  ofTokens: (tokens, { embedding, hiddenDropout }, scope) =>
    pooled(block(tokens, embedding, hiddenDropout, scope.within('block')), tokens.mask, codes, scope.within('pool')),
};
