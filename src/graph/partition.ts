import type { Side } from '../types.ts';
import { input, matmul, outerDot, permute, unsqueeze } from './build.ts';
import { factorise } from './factorise.ts';
import { type GraphNode, isOp } from './ops.ts';
import { inOrder, rewrite, substitute } from './rewrite.ts';
import { dependence } from './sides.ts';
import { sinkPermutations } from './sink-permutations.ts';

/** A model cut into what can be cached and what cannot: `score(x, y) = f(p(x), q(y))`. */
export interface Partition {
  /** Outputs of p, `[P, …]`: what is cached of a left item. */
  readonly left: readonly GraphNode[];
  /** Outputs of q. */
  readonly right: readonly GraphNode[];
  /** Inputs of f that stand for the outputs of p and q, in the same order. */
  readonly leftCached: readonly GraphNode<'input'>[];
  readonly rightCached: readonly GraphNode<'input'>[];
  /** f: `[P]`, over the cached inputs. */
  readonly score: GraphNode;
}

const cachedName = (side: Side, index: number): string => `${side}_cached_${index}`;

/**
 * Finds the largest cacheable prefix of a model on either side: factorises it, then cuts at the last nodes that see one side only.
 * @param score `[P]`, over inputs of both sides
 */
export function partition(score: GraphNode): Partition {
  const [factorised] = factorise([score]);
  const frontier = new Set<GraphNode>();
  for (const node of inOrder([factorised!])) {
    if (dependence(node) !== 'both') continue;
    for (const source of node.inputs) if (dependence(source) === 'left' || dependence(source) === 'right') frontier.add(source);
  }
  const left = [...frontier].filter((node) => dependence(node) === 'left');
  const right = [...frontier].filter((node) => dependence(node) === 'right');
  if (left.length === 0 || right.length === 0) throw new Error('partition: the score must depend on both sides');
  const stand = (side: Side) => (node: GraphNode, index: number) => input(cachedName(side, index), node.shape, side, node.type);
  const leftCached = left.map(stand('left'));
  const rightCached = right.map(stand('right'));
  const replacements = new Map<GraphNode, GraphNode>();
  left.forEach((node, i) => void replacements.set(node, leftCached[i]!));
  right.forEach((node, i) => void replacements.set(node, rightCached[i]!));
  return { left, right, leftCached, rightCached, score: substitute([factorised!], replacements)[0]! };
}

/**
 * The same f over every pair of N left and M right items, without repeating either: sides broadcast against each other, and the inner products
 * of vectors, or of tokens, of the two become one matrix product.
 * @param left cached arrays `[N, …]`, in the order of `leftCached`
 * @param right cached arrays `[M, …]`
 * @returns scores `[N, M]`
 */
export function overGrid(cut: Partition, left: readonly GraphNode[], right: readonly GraphNode[]): GraphNode {
  const rows = new Map<GraphNode, GraphNode>(cut.leftCached.map((node, i) => [node, left[i]!]));
  const columns = new Map<GraphNode, GraphNode>(cut.rightCached.map((node, i) => [node, right[i]!]));
  // Two directions of attention share the products of the same tokens.
  const products = new Map<GraphNode, Map<GraphNode, GraphNode>>();
  const allDots = (row: GraphNode, column: GraphNode): GraphNode => {
    const ofRow = products.get(row) ?? new Map<GraphNode, GraphNode>();
    products.set(row, ofRow);
    const known = ofRow.get(column) ?? outerDot(row, column);
    ofRow.set(column, known);
    return known;
  };
  const scores = rewrite([cut.score], (original) => {
    if (rows.has(original)) return unsqueeze(rows.get(original)!, 1);
    if (columns.has(original)) return unsqueeze(columns.get(original)!, 0);
    if (!isOp(original, 'dot') && !isOp(original, 'batchMatmul')) return undefined;
    const row = original.inputs.map((operand) => rows.get(operand)).find((operand) => operand !== undefined);
    const column = original.inputs.map((operand) => columns.get(operand)).find((operand) => operand !== undefined);
    if (row === undefined || column === undefined) return undefined;
    if (isOp(original, 'dot'))
      return row.shape.length === 2 && column.shape.length === 2 ? matmul(row, column, { transposeB: true }) : undefined;
    if (!original.attributes.transposeB || row.shape.length !== 3 || column.shape.length !== 3) return undefined;
    // [N, T, E] with [M, T', E] gives [N, T, M, T']; the model has the tokens last, those of its first operand before those of its second.
    return permute(allDots(row, column), rows.has(original.inputs[0]!) ? [0, 2, 1, 3] : [0, 2, 3, 1]);
  });
  return sinkPermutations(scores)[0]!;
}
