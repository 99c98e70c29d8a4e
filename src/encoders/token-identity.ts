import type { Tokens } from '../graph/tokens.ts';
import type { TokenEncoder } from './encoder.ts';

/** The token features as they are given, standardised like those of every model: `[P, T, D] → [P, T, D]`. */
export const tokenIdentity: TokenEncoder<Tokens> = { ofTokens: (tokens) => tokens };
