import { matmul, node, permute, reshape, transpose } from './build.ts';
import { binary, unary } from './elementwise.ts';
import { type GraphNode, isOp } from './ops.ts';
import { rewrite } from './rewrite.ts';
import { sunk } from './sink-permutations.ts';

/** From here on a product gains by it; fewer rows stay in cache in either layout. */
const large = { rows: 8192, width: 128 };

/**
 * Holds the values of many rows with their features first, `[F, …]` instead of `[…, F]`, wherever they come out of a large product or go into one: `X W` is computed as
 * `(Wᵀ Xᵀ)ᵀ`. onnxruntime packs the second matrix of a product once and goes through the first for every part of it: that should be the small one. 9216 rows,
 * 256→512, on one thread: 30 instead of 36 ms, its gradients 26 and 34 instead of 37 and 39. Equal values, up to the order of additions.
 * @param from rows and widths of the smallest product that is large
 */
export function featuresFirst(outputs: readonly GraphNode[], from = large): GraphNode[] {
  const known = new Map<GraphNode, GraphNode | undefined>();
  /** A value with its features first; undefined where it would have to be moved in memory. */
  const turned = (value: GraphNode): GraphNode | undefined => {
    if (!known.has(value)) known.set(value, turnedAnew(value, turned));
    return known.get(value);
  };
  const product = (x: GraphNode, weight: GraphNode, transposeB: boolean): GraphNode =>
    back(turnedProduct(x, weight, transposeB, turned));

  const isLarge = (value: GraphNode): boolean =>
    rowsOf(value) >= from.rows && Math.min(widthOf(value), widthOf(value.inputs[0]!)) >= from.width;
  /** Fewer rows are moved in memory sooner than computed anew. */
  const isBack = (value: GraphNode): value is GraphNode<'permute'> => rowsOf(value) >= from.rows && isPermutedBack(value);

  return rewrite(outputs, (original, inputs) => {
    const [a, b] = inputs as [GraphNode, GraphNode];
    if (isOp(original, 'matmul')) {
      const { transposeA, transposeB } = original.attributes;
      if (!transposeA) return isLarge(original) || isBack(a) ? product(a, b, transposeB) : undefined;
      return !transposeB && (isBack(a) || isBack(b)) ? sumOverRows(a, b, turned) : undefined;
    }
    if (!inputs.some(isBack)) return undefined;
    if (isOp(original, 'reshape')) return isFlat(original) ? back(reshape(a.inputs[0]!, original.shape.toReversed())) : undefined;
    if (!unary.has(original.op) && !binary.has(original.op)) return sunk(original, inputs);
    const value = turned(node(original.op, original.attributes, ...inputs));
    return value && back(value);
  });
}

/** `[F, …] → […, F]`, as a permutation that the rules above see through. */
const back = (value: GraphNode): GraphNode => permute(value, backOrder(value.shape.length));
const backOrder = (rank: number): number[] => [...Array(rank - 1).keys()].map((axis) => axis + 1).concat(0);
const isPermutedBack = (value: GraphNode): value is GraphNode<'permute'> =>
  isOp(value, 'permute') && value.attributes.order.join() === backOrder(value.shape.length).join();

const rowsOf = (value: GraphNode): number => value.shape.slice(0, -1).reduce<number>((count, dim) => count * (dim as number), 1);
const widthOf = (value: GraphNode): number => value.shape.at(-1) as number;

type Turned = (value: GraphNode) => GraphNode | undefined;

/** Through functions of single values down to products, or to what is small beside the value because it is repeated along an axis. */
function turnedAnew(value: GraphNode, turned: Turned): GraphNode | undefined {
  if (isPermutedBack(value)) return value.inputs[0];
  if (isOp(value, 'matmul')) {
    const { transposeA, transposeB } = value.attributes;
    return transposeA ? undefined : turnedProduct(value.inputs[0]!, value.inputs[1]!, transposeB, turned);
  }
  if (isOp(value, 'reshape') && isFlat(value)) {
    const source = turned(value.inputs[0]!);
    return source && reshape(source, value.shape.toReversed());
  }
  if (!unary.has(value.op) && !binary.has(value.op)) return undefined;
  const rank = value.shape.length;
  const operands = value.inputs.map((operand) => {
    if (operand.shape.length === 0) return operand;
    if (operand.shape.join() === value.shape.join()) return turned(operand);
    return moved(operand, rank);
  });
  return operands.includes(undefined) ? undefined : node(value.op, value.attributes, ...(operands as GraphNode[]));
}

/**
 * A small value with its features first, moved in memory as a matrix: a permutation of more axes onnxruntime would put off behind the operation with a large
 * one (15 of 314 ms).
 */
function moved(value: GraphNode, rank: number): GraphNode {
  const width = widthOf(value);
  const rows = [...new Array<number>(rank - value.shape.length).fill(1), ...value.shape.slice(0, -1)];
  return reshape(transpose(reshape(value, [rowsOf(value), width])), [width, ...rows]);
}

/** `x W` of `[…, I]` as `[O, …]`. */
function turnedProduct(x: GraphNode, weight: GraphNode, transposeB: boolean, turned: Turned): GraphNode {
  const count = rowsOf(x);
  const first = turned(x);
  const result =
    first === undefined
      ? matmul(weight, reshape(x, [count, widthOf(x)]), { transposeA: !transposeB, transposeB: true })
      : matmul(weight, reshape(first, [widthOf(x), count]), { transposeA: !transposeB });
  return reshape(result, [result.shape[0]!, ...x.shape.slice(0, -1)]);
}

/** `aᵀ b` of `[R, I]` and `[R, O]`: the gradient of weights. The wider of the two goes first: 34 ms instead of 44 for 512 × 256. */
function sumOverRows(a: GraphNode, b: GraphNode, turned: Turned): GraphNode {
  if (widthOf(a) < widthOf(b)) return transpose(sumOverRows(b, a, turned));
  const [first, second] = [turned(a), turned(b)];
  return matmul(first ?? a, second ?? b, { transposeA: first === undefined, transposeB: second !== undefined });
}

/** `[…, F] → [R, F]`. */
const isFlat = ({ shape, inputs }: GraphNode): boolean => shape.length === 2 && shape[1] === inputs[0]!.shape.at(-1);
