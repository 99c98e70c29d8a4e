import { mlp } from '../graph/blocks.ts';
import { relu, squeeze } from '../graph/build.ts';
import type { GraphNode } from '../graph/ops.ts';
import type { ParameterScope } from '../graph/parameters.ts';
import type { FusionSettings } from './fusion.ts';

/**
 * `MLP(h)`, `[P, F] → [P]`: ReLU layers of the widths `fusionHidden`, then one to the score.
 *
 * No dropout between the layers that see a pair: a mask for all B × B pairs would cost more than the layer.
 */
export const scoreNetwork = (
  combined: GraphNode,
  { fusionHidden, lastLayer }: FusionSettings,
  scope: ParameterScope,
): GraphNode => squeeze(mlp(combined, [...fusionHidden, 1], relu, 0, scope, lastLayer), -1);
