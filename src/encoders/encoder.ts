import type { GraphNode } from '../graph/ops.ts';
import type { ParameterScope } from '../graph/parameters.ts';
import type { Tokens } from '../graph/tokens.ts';

/** Widths and rates that a suite may set; the same for every model of a run unless it says otherwise. */
export interface EncoderSettings {
  readonly hidden: number;
  readonly embedding: number;
  readonly hiddenDropout: number;
}

/** p or q: turns standardised features of one side, `[P, D]`, into what the fusion is given, `[P, E]`. */
export type Encoder = (features: GraphNode, settings: EncoderSettings, scope: ParameterScope) => GraphNode;

/** p or q over the tokens of one side, standardised as well: gives tokens, or one vector. Only models that have one ask for token features. */
export interface TokenEncoder<Encoded> {
  readonly ofTokens: (tokens: Tokens, settings: EncoderSettings, scope: ParameterScope) => Encoded;
}

/** p or q over the words of one side, `[P, V]` with 1 for each that is there: gives one vector. Only models that have one ask for words. */
export interface WordEncoder {
  readonly ofWords: (words: GraphNode, settings: EncoderSettings, scope: ParameterScope) => GraphNode;
}

/** What an encoder gives a fusion. */
export type Encoded = GraphNode | Tokens;
