import type { ReadGraph } from '../graph/read-onnx.ts';
import type { ModelManifest, Work } from '../types.ts';
import type { Towers } from './read-graphs.ts';

const plus = (a: Work, b: Work): Work => ({ operations: a.operations + b.operations, bytes: a.bytes + b.bytes });
/** What is counted of a foreign graph: its products with stored weights, and its constants read once. */
const workOf = ({ operations, parameters }: ReadGraph): Work => ({ operations, bytes: 4 * parameters });
const none: Work = { operations: 0, bytes: 0 };

type Counted = Pick<ModelManifest, 'work' | 'parameters'>;

/** What is counted of a scorer of pairs: all of it runs for every pair. */
export const workOfPairs = (graph: ReadGraph): Counted => ({
  work: { left: none, right: none, interaction: workOf(graph), pair: workOf(graph) },
  parameters: graph.parameters,
});

/** What is counted of towers, and of how their embeddings meet: `meeting`, or an inner product where that is not yet known. */
export function workOfTowers({ left, right, embedding }: Towers, meeting?: ModelManifest['work']): Counted {
  const product: Work = { operations: 2 * embedding, bytes: 4 * (2 * embedding + 1) };
  const own = meeting ?? { left: none, right: none, interaction: product, pair: product };
  return {
    work: {
      left: plus(workOf(left), own.left),
      right: plus(workOf(right), own.right),
      interaction: own.interaction,
      pair: plus(plus(workOf(left), workOf(right)), own.pair),
    },
    parameters: left.parameters + right.parameters,
  };
}
