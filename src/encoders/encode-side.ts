import type { ParameterScope } from '../graph/parameters.ts';
import type { FeatureShape, Side } from '../types.ts';
import type { Encoded, Encoder, EncoderSettings, TokenEncoder, WordEncoder } from './encoder.ts';
import { globalInput, type SideInput, tokenInput, wordInput } from './side-input.ts';

/** Settings of an encoder, and the share of the standardised feature values that a training step drops. */
interface SideSettings extends EncoderSettings {
  readonly inputDropout: number;
}

/** One side of a model: the inputs of its encoder, and what that makes of them. */
export function encodeSide(
  encoder: Encoder | TokenEncoder<Encoded> | WordEncoder,
  side: Side,
  shape: FeatureShape,
  settings: SideSettings,
  scope: ParameterScope,
): Omit<SideInput<never>, 'given'> & { readonly encoded: Encoded } {
  if ('ofWords' in encoder) {
    const { inputs, given } = wordInput(side, shape, settings.inputDropout, scope);
    return { inputs, encoded: encoder.ofWords(given, settings, scope) };
  }
  if (!('ofTokens' in encoder)) {
    const { inputs, given } = globalInput(side, shape, settings.inputDropout, scope);
    return { inputs, encoded: encoder(given, settings, scope) };
  }
  const { inputs, given } = tokenInput(side, shape, settings.inputDropout, scope);
  return { inputs, encoded: encoder.ofTokens(given, settings, scope) };
}

/** Values of an item's vector, or of each of its tokens. */
export const encodedWidth = (encoded: Encoded): number => Number(('mask' in encoded ? encoded.values : encoded).shape.at(-1));
