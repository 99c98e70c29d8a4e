import type { Value } from '../../src/graph/evaluate-rules.ts';
import type { GraphNode } from '../../src/graph/ops.ts';
import { toOnnx } from '../../src/graph/to-onnx.ts';
import { openSession, type TensorValue } from '../../src/runtime/session.ts';

/** Runs a graph in onnxruntime. Inputs and parameters are given by name, as `evaluate` takes them. */
export async function runGraph(outputs: readonly GraphNode[], given: Readonly<Record<string, Value>>): Promise<Float32Array[]> {
  const named = outputs.map((node, i) => ({ name: `y${i}`, node }));
  const session = await openSession(toOnnx('test', named), { device: 'cpu', threads: 1 });
  const feeds: Record<string, TensorValue> = {};
  for (const name of session.inputs) {
    const { shape, data } = given[name]!;
    feeds[name] = {
      dims: shape,
      data: name.startsWith('rows')
        ? BigInt64Array.from(data, BigInt)
        : name.startsWith('mask')
          ? Uint8Array.from(data)
          : Float32Array.from(data),
    };
  }
  const results = await session.run(feeds);
  await session.close();
  return named.map(({ name }) => results[name]!.data as Float32Array);
}
