import { add, matmul, slice } from './build.ts';
import { type GraphNode, isOp } from './ops.ts';
import { rewrite } from './rewrite.ts';
import { dependence } from './sides.ts';

/**
 * Rewrites a model so that as much of it as possible sees one side only: `W[x; y] + b` becomes `(Wx·x + b) + Wy·y`. Equal values, up to the
 * rounding of a different order of additions.
 */
export const factorise = (outputs: readonly GraphNode[]): GraphNode[] => rewrite(rewrite(outputs, splitLinear), groupBySide);

/** A linear layer over a concatenation is a sum of linear layers over its parts. */
function splitLinear(original: GraphNode, [joined, weight]: readonly GraphNode[]): GraphNode | undefined {
  if (!isOp(original, 'matmul') || original.attributes.transposeA || original.attributes.transposeB) return undefined;
  if (!isOp(joined!, 'concat') || dependence(joined) !== 'both' || dependence(weight!) !== 'none') return undefined;
  const last = joined.shape.length - 1;
  if (joined.attributes.axis !== -1 && joined.attributes.axis !== last) return undefined;
  let start = 0;
  const terms = joined.inputs.map((part) => {
    const end = start + (part.shape.at(-1) as number);
    const term = matmul(part, slice(weight!, 0, start, end));
    start = end;
    return term;
  });
  return terms.reduce<GraphNode | undefined>((total, term) => (total === undefined ? term : add(total, term)), undefined);
}

/** Adds up what depends on the left side, then what depends on the right, and only then the two: constants join the left. */
function groupBySide(original: GraphNode, inputs: readonly GraphNode[]): GraphNode | undefined {
  if (!isOp(original, 'add') || dependence(original) !== 'both') return undefined;
  const terms = inputs.flatMap(addends);
  const of = (...kinds: readonly string[]) => terms.filter((term) => kinds.includes(dependence(term)));
  const left = of('left');
  const right = of('right');
  const constants = of('none');
  const groups = left.length > 0 ? [[...left, ...constants], right] : [left, [...right, ...constants]];
  return [...groups.filter((group) => group.length > 0).map((group) => group.reduce(add)), ...of('both')].reduce(add);
}

const addends = (node: GraphNode): GraphNode[] => (isOp(node, 'add') ? node.inputs.flatMap(addends) : [node]);
