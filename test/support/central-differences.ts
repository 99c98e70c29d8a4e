import { evaluate } from '../../src/graph/evaluate.ts';
import type { Value } from '../../src/graph/evaluate-rules.ts';
import type { GraphNode } from '../../src/graph/ops.ts';

/** The gradient of a scalar graph by central differences in double precision: the slow truth that gradient rules are held against. */
export function centralDifferences(
  loss: GraphNode,
  given: Readonly<Record<string, Value>>,
  name: string,
  width = 1e-5,
): Float64Array {
  const at = (index: number, shift: number): number => {
    const data = given[name]!.data.slice();
    data[index]! += shift;
    return evaluate([loss], { ...given, [name]: { shape: given[name]!.shape, data } })[0]!.data[0]!;
  };
  return given[name]!.data.map((_, index) => (at(index, width) - at(index, -width)) / (2 * width));
}
