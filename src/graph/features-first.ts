import { matmul, node, permute, reshape, transpose } from './build.ts';
import { binary, unary } from './elementwise.ts';
import { type GraphNode, isOp } from './ops.ts';
import { rewrite } from './rewrite.ts';
import { sunk } from './sink-permutations.ts';

/** From here on a product gains by it; fewer rows stay in cache in either layout. */
export const large = { rows: 8192, width: 128 };

/**
 * Holds the values of many rows with their features first, `[F, …]` instead of `[…, F]`, wherever they come out of a large product or go into one: `X W` is computed as
 * `(Wᵀ Xᵀ)ᵀ`. onnxruntime packs the second matrix of a product once and goes through the first for every part of it: that should be the small one. 9216 rows,
 * 256→512, on one thread: 30 instead of 36 ms, its gradients 26 and 34 instead of 37 and 39. Equal values, up to the order of additions.
 * @param from rows and widths of the smallest product that is large
 */
export function featuresFirst(outputs: readonly GraphNode[], from = large): GraphNode[] {
  const known = new Map<GraphNode, GraphNode | undefined>();
  /** A value with its features first; undefined where it would have to be moved in memory. */
  const asFeaturesFirst = (value: GraphNode): GraphNode | undefined => {
    if (!known.has(value)) known.set(value, computedFeaturesFirst(value, asFeaturesFirst));
    return known.get(value);
  };
  const product = (x: GraphNode, weight: GraphNode, transposeB: boolean): GraphNode =>
    featuresLast(productFeaturesFirst(x, weight, transposeB, asFeaturesFirst));

  const isLarge = (value: GraphNode): boolean =>
    rowsOf(value) >= from.rows && Math.min(widthOf(value), widthOf(value.inputs[0]!)) >= from.width;
  /** With fewer rows, to permute a value costs less than to compute it a second time in the other layout. */
  const isLargeFeaturesLast = (value: GraphNode): value is GraphNode<'permute'> =>
    rowsOf(value) >= from.rows && isFeaturesLast(value);

  return rewrite(outputs, (original, inputs) => {
    const [a, b] = inputs as [GraphNode, GraphNode];
    if (isOp(original, 'matmul')) {
      const { transposeA, transposeB } = original.attributes;
      if (!transposeA) return isLarge(original) || isLargeFeaturesLast(a) ? product(a, b, transposeB) : undefined;
      return !transposeB && (isLargeFeaturesLast(a) || isLargeFeaturesLast(b)) ? sumOverRows(a, b, asFeaturesFirst) : undefined;
    }
    if (!inputs.some(isLargeFeaturesLast)) return undefined;
    if (isOp(original, 'reshape'))
      return isFlat(original) ? featuresLast(reshape(a.inputs[0]!, original.shape.toReversed())) : undefined;
    if (!unary.has(original.op) && !binary.has(original.op)) return sunk(original, inputs);
    const value = asFeaturesFirst(node(original.op, original.attributes, ...inputs));
    return value && featuresLast(value);
  });
}

/** `[F, …] → […, F]`. The permutation is a promise: rules above take the value below it, and what is left of them at the end is moved in memory. */
const featuresLast = (value: GraphNode): GraphNode => permute(value, lastOrder(value.shape.length));
const lastOrder = (rank: number): number[] => [...Array(rank - 1).keys()].map((axis) => axis + 1).concat(0);
const isFeaturesLast = (value: GraphNode): value is GraphNode<'permute'> =>
  isOp(value, 'permute') && value.attributes.order.join() === lastOrder(value.shape.length).join();

const rowsOf = (value: GraphNode): number => value.shape.slice(0, -1).reduce<number>((count, dim) => count * (dim as number), 1);
const widthOf = (value: GraphNode): number => value.shape.at(-1) as number;

type AsFeaturesFirst = (value: GraphNode) => GraphNode | undefined;

/** Follows functions of single values down to products; operands that are repeated along an axis are small, and are moved. */
function computedFeaturesFirst(value: GraphNode, asFeaturesFirst: AsFeaturesFirst): GraphNode | undefined {
  if (isFeaturesLast(value)) return value.inputs[0];
  if (isOp(value, 'matmul')) {
    const { transposeA, transposeB } = value.attributes;
    return transposeA ? undefined : productFeaturesFirst(value.inputs[0]!, value.inputs[1]!, transposeB, asFeaturesFirst);
  }
  if (isOp(value, 'reshape') && isFlat(value)) {
    const source = asFeaturesFirst(value.inputs[0]!);
    return source && reshape(source, value.shape.toReversed());
  }
  if (!unary.has(value.op) && !binary.has(value.op)) return undefined;
  const rank = value.shape.length;
  const operands = value.inputs.map((operand) => {
    if (operand.shape.length === 0) return operand;
    if (operand.shape.join() === value.shape.join()) return asFeaturesFirst(operand);
    return smallFeaturesFirst(operand, rank);
  });
  return operands.includes(undefined) ? undefined : node(value.op, value.attributes, ...(operands as GraphNode[]));
}

/**
 * A small value with its features first, moved in memory as a matrix: a permutation of more axes onnxruntime would put off behind the operation with a large
 * one (15 of 314 ms).
 */
function smallFeaturesFirst(value: GraphNode, rank: number): GraphNode {
  const width = widthOf(value);
  const rows = [...new Array<number>(rank - value.shape.length).fill(1), ...value.shape.slice(0, -1)];
  return reshape(transpose(reshape(value, [rowsOf(value), width])), [width, ...rows]);
}

/** `x W` of `[…, I]` as `[O, …]`. */
function productFeaturesFirst(x: GraphNode, weight: GraphNode, transposeB: boolean, asFeaturesFirst: AsFeaturesFirst): GraphNode {
  const count = rowsOf(x);
  const first = asFeaturesFirst(x);
  const result =
    first === undefined
      ? matmul(weight, reshape(x, [count, widthOf(x)]), { transposeA: !transposeB, transposeB: true })
      : matmul(weight, reshape(first, [widthOf(x), count]), { transposeA: !transposeB });
  return reshape(result, [result.shape[0]!, ...x.shape.slice(0, -1)]);
}

/** `aᵀ b` of `[R, I]` and `[R, O]`: the gradient of weights. The wider of the two goes first: 34 ms instead of 44 for 512 × 256. */
function sumOverRows(a: GraphNode, b: GraphNode, asFeaturesFirst: AsFeaturesFirst): GraphNode {
  if (widthOf(a) < widthOf(b)) return transpose(sumOverRows(b, a, asFeaturesFirst));
  const [first, second] = [asFeaturesFirst(a), asFeaturesFirst(b)];
  return matmul(first ?? a, second ?? b, { transposeA: first === undefined, transposeB: second !== undefined });
}

/** `[…, F] → [R, F]`. */
const isFlat = ({ shape, inputs }: GraphNode): boolean => shape.length === 2 && shape[1] === inputs[0]!.shape.at(-1);
