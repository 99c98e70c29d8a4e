import { dot, mul, scalar, sub, sum } from '../graph/build.ts';
import type { GraphNode } from '../graph/ops.ts';
import type { Fusion } from './fusion.ts';

const squaredNorm = (x: GraphNode): GraphNode => sum(mul(x, x), [-1]);

/** `−‖u − v‖² = 2 u·v − ‖u‖² − ‖v‖²`: the norms are cached beside the vectors. */
export const squaredDistance: Fusion = {
  build: (left, right) => sub(sub(mul(dot(left, right), scalar(2)), squaredNorm(left)), squaredNorm(right)),
  comparesValues: true,
  metric: 'l2',
  initialScale: 1,
};
