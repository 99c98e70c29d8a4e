import { add, dot, matmul, mul, reshape, slice, unsqueeze } from './build.ts';
import { type GraphNode, isOp } from './ops.ts';
import { rewrite } from './rewrite.ts';
import { dependence } from './sides.ts';

/**
 * Rewrites a model so that as much of it as possible sees one side only: `W[x; y] + b` becomes `(Wx·x + b) + Wy·y`, and `w·(x∘y)` becomes the inner product
 * `(w∘x)·y`. Equal values, up to the rounding of a different order of additions and products.
 */
export const factorise = (outputs: readonly GraphNode[]): GraphNode[] =>
  [splitLinear, groupBySide, innerProductOfOne].reduce<GraphNode[]>(rewrite, [...outputs]);

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

/** Adds up (or multiplies) what depends on the left side, then what depends on the right, and only then the two: constants join the left. */
function groupBySide(original: GraphNode, inputs: readonly GraphNode[]): GraphNode | undefined {
  if (dependence(original) !== 'both') return undefined;
  if (isOp(original, 'add')) return grouped('add', inputs);
  return isOp(original, 'mul') ? grouped('mul', inputs) : undefined;
}

function grouped(op: 'add' | 'mul', inputs: readonly GraphNode[]): GraphNode {
  const join = op === 'add' ? add : mul;
  const terms = inputs.flatMap((input) => termsOf(op, input));
  const of = (...kinds: readonly string[]) => terms.filter((term) => kinds.includes(dependence(term)));
  const left = of('left');
  const right = of('right');
  const constants = of('none');
  const groups = left.length > 0 ? [[...left, ...constants], right] : [left, [...right, ...constants]];
  return [...groups.filter((group) => group.length > 0).map((group) => group.reduce(join)), ...of('both')].reduce(join);
}

/** What is one-sided stays whole: it may be used elsewhere too, and would be cached twice. */
const termsOf = (op: 'add' | 'mul', node: GraphNode): GraphNode[] =>
  isOp(node, op) && dependence(node) === 'both' ? node.inputs.flatMap((input) => termsOf(op, input)) : [node];

/** A linear layer of one output over a product of the sides is an inner product, and its weights join the left side: `w·(x∘y) = (w∘x)·y`. */
function innerProductOfOne(original: GraphNode, [product, weight]: readonly GraphNode[]): GraphNode | undefined {
  if (!isOp(original, 'matmul') || original.attributes.transposeA || original.attributes.transposeB) return undefined;
  if (!isOp(product!, 'mul') || dependence(weight!) !== 'none' || weight!.shape[1] !== 1) return undefined;
  const [left, right] = product.inputs;
  if (dependence(left!) !== 'left' || dependence(right!) !== 'right') return undefined;
  return unsqueeze(dot(mul(left!, reshape(weight!, [weight!.shape[0]!])), right!), -1);
}
