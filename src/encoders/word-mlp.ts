import { mlp } from '../graph/blocks.ts';
import { add, div, gelu, matmul, scalar, sum } from '../graph/build.ts';
import type { WordEncoder } from './encoder.ts';

/**
 * The mean of one trained vector a word, GELU, and the usual tower: `[P, V] → [P, H] → [P, H] → [P, E]`. A deep averaging network (Iyyer et al. 2015): no
 * pretrained network has a part, and dropping input values drops whole words. The product with a row of zeros and ones is the sum of its words' vectors.
 * A text without a known word has the zero vector for its mean.
 */
export const wordMlp: WordEncoder = {
  ofWords: (words, { hidden, embedding, hiddenDropout }, scope) => {
    const vectors = scope.parameter('words', [words.shape.at(-1) as number, hidden], { kind: 'uniform', inputs: 1 });
    const mean = div(matmul(words, vectors), add(sum(words, [-1], true), scalar(1e-6)));
    return mlp(gelu(mean), [hidden, embedding], gelu, hiddenDropout, scope);
  },
};
