import { mlp as layers } from '../graph/blocks.ts';
import { gelu } from '../graph/build.ts';
import type { Encoder } from './encoder.ts';

/** Two linear layers with GELU and dropout between them: `[P, D] → [P, H] → [P, E]`. The usual tower. */
export const mlp: Encoder = (features, { hidden, embedding, hiddenDropout }, scope) =>
  layers(features, [hidden, embedding], gelu, hiddenDropout, scope);
