import type { GraphNode } from '../graph/ops.ts';
import type { ParameterScope } from '../graph/parameters.ts';
import type { IndexForm } from '../types.ts';

/** Widths of the network that scores a pair; the same for every fusion network of a run. */
export interface FusionSettings {
  readonly fusionHidden: readonly number[];
}

/** f: scores pairs of encoded items, `[P, E] × [P, E'] → [P]`, higher is better. */
export interface Fusion {
  readonly build: (left: GraphNode, right: GraphNode, settings: FusionSettings, scope: ParameterScope) => GraphNode;
  /** Set where the score is a similarity of two vectors, so that a vector index can search it. */
  readonly metric?: IndexForm['metric'];
  /** First value of the learned factor that turns scores into logits (the inverse temperature): scores of narrow range need a large one. */
  readonly initialScale: number;
}
