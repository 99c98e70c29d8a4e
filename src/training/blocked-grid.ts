import { concat, slice } from '../graph/build.ts';
import type { GraphNode, Shape } from '../graph/ops.ts';
import { overGrid, type Partition } from '../graph/partition.ts';
import { inOrder } from '../graph/rewrite.ts';

/** What the widest value of a block may take: a share of one core's second-level cache. */
const defaultBlockBytes = 4 << 20;

/**
 * All pairs of a batch, `[B, B]`, some left items at a time: the values between the layers of a block then stay in cache on their way forward, and on their
 * way back, where whole-batch values would go through memory at every layer.
 */
export function blockedGrid(
  cut: Partition,
  left: readonly GraphNode[],
  right: readonly GraphNode[],
  blockBytes = defaultBlockBytes,
): GraphNode {
  const size = left[0]!.shape[0] as number;
  const whole = overGrid(cut, left, right);
  const widest = Math.max(...inOrder([whole]).map(({ shape }) => (shape[0] === size && shape[1] === size ? count(shape) : 0)));
  const rows = Math.max(1, Math.floor((size * blockBytes) / (4 * widest)));
  if (rows >= size) return whole;
  const blocks: GraphNode[] = [];
  for (let start = 0; start < size; start += rows) {
    const end = Math.min(size, start + rows);
    blocks.push(
      overGrid(
        cut,
        left.map((node) => slice(node, 0, start, end)),
        right,
      ),
    );
  }
  return concat(blocks, 0);
}

const count = (shape: Shape): number => shape.reduce<number>((product, dim) => product * (dim as number), 1);
