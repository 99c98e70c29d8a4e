import type { GraphNode } from '../../graph/ops.ts';
import type { ParameterScope } from '../../graph/parameters.ts';

export interface ObjectiveInputs {
  /** `[B, B]`: left i against right j; the right answers asked for are on the diagonal. */
  readonly scores: GraphNode;
  /** `[B, B]`: 1 where j is another right answer of i, never to be pushed away. */
  readonly blocked: GraphNode;
  /** First value of the factor from scores to logits, as the fusion suggests. */
  readonly initialScale: number;
}

/** Turns the scores of a batch into a loss of shape `[]`. May declare parameters of its own, which are trained and then dropped. */
export type Objective = (inputs: ObjectiveInputs, scope: ParameterScope) => GraphNode;
