import { linear as layer } from '../graph/blocks.ts';
import type { Encoder } from './encoder.ts';

/** One linear layer: `[P, D] → [P, E]`. */
export const linear: Encoder = (features, { embedding }, scope) => layer(features, embedding, scope);
