import { standardise } from '../graph/blocks.ts';
import { dropout, input } from '../graph/build.ts';
import type { GraphNode } from '../graph/ops.ts';
import type { ParameterScope } from '../graph/parameters.ts';
import type { Tokens } from '../graph/tokens.ts';
import type { FeatureShape, Side } from '../types.ts';

/** Standardised features of one side, and the inputs of the model they are made of. */
export interface SideInput<Given> {
  readonly inputs: readonly GraphNode<'input'>[];
  readonly given: Given;
}

export function globalInput(side: Side, { width }: FeatureShape, rate: number, scope: ParameterScope): SideInput<GraphNode> {
  const features = input(side, ['P', width], side);
  return { inputs: [features], given: dropout(`${side}.dropout`, rate, standardise(features, side, 'global', scope)) };
}

export function tokenInput(side: Side, { tokens }: FeatureShape, rate: number, scope: ParameterScope): SideInput<Tokens> {
  if (tokens === undefined) throw new Error(`internal: there are no tokens on the ${side}`);
  const features = input(`${side}_tokens`, ['P', tokens.count, tokens.width], side);
  const mask = input(`${side}_mask`, ['P', tokens.count], side);
  const standard = standardise(features, side, 'tokens', scope.within('tokens'));
  // One draw for all tokens of an item: a feature is gone from the item, as it is from a vector (Gal & Ghahramani 2016), and masks stay small.
  return { inputs: [features, mask], given: { values: dropout(`${side}.tokens.dropout`, rate, standard, [1]), mask } };
}
