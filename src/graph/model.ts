import type { IndexForm, ModelManifest, Side } from '../types.ts';
import type { GraphNode } from './ops.ts';
import type { ParameterDeclaration } from './parameters.ts';

/** A matching model: one graph with an input a side, over raw feature rows, and the parameters it declares. */
export interface Model {
  readonly name: string;
  readonly family: ModelManifest['family'];
  readonly summary: string;
  /** Inputs of the left side, those of `left` `[P, D]`, `left_tokens` `[P, T, D]`, `left_mask` `[P, T]` that the score depends on. */
  readonly left: readonly GraphNode<'input'>[];
  readonly right: readonly GraphNode<'input'>[];
  /** `[P]`, higher is better. */
  readonly score: GraphNode;
  /** Vectors of either side `[P, E]` in one space, before they meet; only where both encoders learn such a vector. */
  readonly embeddings?: Readonly<Record<Side, GraphNode>>;
  readonly parameters: readonly ParameterDeclaration[];
  /** Set when the score is a similarity that an index can search. */
  readonly metric?: IndexForm['metric'];
  /** First value of the factor that turns scores into logits. */
  readonly initialScale: number;
}
