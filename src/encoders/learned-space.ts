import { type GraphNode, isOp } from '../graph/ops.ts';
import { isTrained, type ParameterDeclaration } from '../graph/parameters.ts';
import { inOrder } from '../graph/rewrite.ts';
import type { Side } from '../types.ts';
import type { Encoded } from './encoder.ts';

/** Both sides' vectors where they are of one width and both are learned. */
export function learnedSpace(
  left: Encoded,
  right: Encoded,
  parameters: readonly ParameterDeclaration[],
): Readonly<Record<Side, GraphNode>> | undefined {
  if ('mask' in left || 'mask' in right || left.shape.length > 2 || left.shape.join() !== right.shape.join()) return undefined;
  const trained = new Set(parameters.filter(isTrained).map(({ name }) => name));
  const isLearned = (node: GraphNode): boolean =>
    inOrder([node]).some((source) => isOp(source, 'parameter') && trained.has(source.attributes.name));
  return [left, right].every(isLearned) ? { left, right } : undefined;
}
