import { linear as layer } from '../graph/blocks.ts';
import type { Tokens } from '../graph/tokens.ts';
import type { TokenEncoder } from './encoder.ts';

/** One linear layer for every token: `[P, T, D] → [P, T, E]`. */
export const tokenLinear: TokenEncoder<Tokens> = {
  ofTokens: ({ values, mask }, { embedding }, scope) => ({ values: layer(values, embedding, scope), mask }),
};
