import type { GraphNode } from '../graph/ops.ts';
import type { ParameterScope } from '../graph/parameters.ts';

/** Widths and rates that a suite may set; the same for every model of a run unless it says otherwise. */
export interface EncoderSettings {
  readonly hidden: number;
  readonly embedding: number;
  readonly hiddenDropout: number;
}

/** p or q: turns standardised features of one side, `[P, D]`, into what the fusion is given, `[P, E]`. */
export type Encoder = (features: GraphNode, settings: EncoderSettings, scope: ParameterScope) => GraphNode;
