import { standardise } from '../graph/blocks.ts';
import { dropout, input, mul } from '../graph/build.ts';
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

/** Words that no training item of the side has are taken out: nothing could be learned of them. */
export function wordInput(side: Side, { words }: FeatureShape, rate: number, scope: ParameterScope): SideInput<GraphNode> {
  if (words === undefined) throw new Error(`internal: there are no words on the ${side}`);
  const given = input(`${side}_words`, ['P', words], side);
  const known = scope.parameter('known_words', [words], { kind: 'fitted', side, of: 'words', statistic: 'present' });
  return { inputs: [given], given: dropout(`${side}.words.dropout`, rate, mul(given, known)) };
}

export function tokenInput(side: Side, { tokens }: FeatureShape, rate: number, scope: ParameterScope): SideInput<Tokens> {
  if (tokens === undefined) throw new Error(`internal: there are no tokens on the ${side}`);
  const features = input(`${side}_tokens`, ['P', tokens.count, tokens.width], side);
  const mask = input(`${side}_mask`, ['P', tokens.count], side);
  const standard = standardise(features, side, 'tokens', scope.within('tokens'));
  // One draw for all tokens of an item: a feature is gone from the item, as it is from a vector (Gal & Ghahramani 2016), and masks stay small.
  return { inputs: [features, mask], given: { values: dropout(`${side}.tokens.dropout`, rate, standard, [1]), mask } };
}
