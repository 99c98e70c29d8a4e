import type { GraphNode } from '../graph/ops.ts';
import type { Initialiser, ParameterScope } from '../graph/parameters.ts';
import type { IndexForm } from '../types.ts';

/** Widths that a suite may set; the same for every fusion of a run unless it says otherwise. */
export interface FusionWidths {
  /** Of the network that scores a pair. */
  readonly fusionHidden: readonly number[];
  /** Of the vectors that a fusion makes of a side for itself. */
  readonly embedding: number;
}

export interface FusionSettings extends FusionWidths {
  /** First values of the layer that gives the score; a residual starts at zero. */
  readonly lastLayer?: Initialiser;
}

/** f: scores pairs of encoded items, vectors `[P, E] × [P, E'] → [P]` or `Tokens`, higher is better. */
export interface Fusion<Left = GraphNode, Right = GraphNode> {
  readonly build: (left: Left, right: Right, settings: FusionSettings, scope: ParameterScope) => GraphNode;
  /** Set where values of one side meet those of the other one by one, so that both encoders must give as many. */
  readonly comparesValues?: boolean;
  /** Set where the score is a similarity of two vectors, so that a vector index can search it. */
  readonly metric?: IndexForm['metric'];
  /** First value of the learned factor that turns scores into logits (the inverse temperature): scores of narrow range need a large one. */
  readonly initialScale: number;
}
