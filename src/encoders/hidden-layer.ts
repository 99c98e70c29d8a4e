import { linear } from '../graph/blocks.ts';
import { dropout, gelu } from '../graph/build.ts';
import type { Encoder } from './encoder.ts';

/** One linear layer with GELU and dropout: `[P, D] → [P, H]`. A tower without its last layer, for fusions that have last layers of their own. */
export const hiddenLayer: Encoder = (features, { hidden, hiddenDropout }, scope) =>
  dropout(scope.name('0.dropout'), hiddenDropout, gelu(linear(features, hidden, scope.within('0'))));
