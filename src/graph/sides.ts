import type { Side } from '../types.ts';
import { type GraphNode, isOp } from './ops.ts';

/** What a value depends on: one side, both, or neither (parameters and constants alone). */
export type Dependence = Side | 'both' | 'none';

const join = (a: Dependence, b: Dependence): Dependence => {
  if (a === b || b === 'none') return a;
  return a === 'none' ? b : 'both';
};

// Nodes never change, so what was found out about one stays true.
const known = new WeakMap<GraphNode, Dependence>();

/** Which sides a value of a model depends on. */
export function dependence(node: GraphNode): Dependence {
  let result = known.get(node);
  if (result === undefined) {
    result = isOp(node, 'input') ? (node.attributes.side ?? 'none') : node.inputs.map(dependence).reduce(join, 'none');
    known.set(node, result);
  }
  return result;
}
