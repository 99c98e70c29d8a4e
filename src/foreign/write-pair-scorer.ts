import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../files/whole-file.ts';
import { createOnnxWriter, type OnnxWriter } from '../graph/onnx.ts';
import type { ReadGraph } from '../graph/read-onnx.ts';
import { writeManifest } from '../training/export-model.ts';
import type { ModelManifest, Side } from '../types.ts';
import { workOfPairs } from './counted-work.ts';
import type { Shapes } from './read-graphs.ts';

/** Writes the model folder of a foreign scorer of pairs: nothing can be cached of it but the features themselves. */
export async function importPairScorer(name: string, graph: ReadGraph, shapes: Shapes, folder: string): Promise<ModelManifest> {
  await mkdir(folder, { recursive: true });
  const cached = { left: 'left_cached_0', right: 'right_cached_0' } as const;
  for (const side of ['left', 'right'] as const) {
    const writer = createOnnxWriter(`${name} ${side}`, graph.opset);
    writer.input(side, 'float32', ['P', shapes[side].width]);
    writer.output(cached[side], side, ['P', shapes[side].width]);
    await writeWhole(join(folder, `${side}.onnx`), writer.bytes());
  }
  for (const [file, left, right] of [
    ['pair', 'left', 'right'],
    ['interaction', cached.left, cached.right],
  ] as const) {
    const writer = createOnnxWriter(`${name} ${file}`, graph.opset);
    writer.input(left, 'float32', ['P', shapes.left.width]);
    writer.input(right, 'float32', ['P', shapes.right.width]);
    writer.output('score', includedScore(writer, graph, { left, right }), ['P']);
    await writeWhole(join(folder, `${file}.onnx`), writer.bytes());
  }
  await writeWhole(join(folder, 'grid.onnx'), pairGrid(name, graph, shapes, cached));
  const side = (of: Side) => ({
    inputs: [{ name: of, shape: [shapes[of].width] }],
    cached: [{ name: cached[of], shape: [shapes[of].width] }],
  });
  const [family, summary] = ['early fusion', 'scorer of pairs from an ONNX file'] as const;
  return writeManifest(folder, {
    name,
    family,
    summary,
    left: side('left'),
    right: side('right'),
    ...workOfPairs(graph),
  });
}

/** The scores [P] of an included graph, whose file may give them as [P, 1]. */
const includedScore = (writer: OnnxWriter, graph: ReadGraph, bound: Readonly<Record<string, string>>): string =>
  writer.emit('Reshape', [writer.include(graph, bound)[0]!, writer.int64([-1])]);

/** Every left row beside every right one, scored as N × M pairs. */
function pairGrid(name: string, graph: ReadGraph, shapes: Shapes, cached: Readonly<Record<Side, string>>): Uint8Array {
  const writer = createOnnxWriter(`${name} grid`, graph.opset);
  writer.input(cached.left, 'float32', ['N', shapes.left.width]);
  writer.input(cached.right, 'float32', ['M', shapes.right.width]);
  const rows = (side: Side): string =>
    writer.emit('Slice', [writer.emit('Shape', [cached[side]]), writer.int64([0]), writer.int64([1])]);
  const [n, m, one] = [rows('left'), rows('right'), writer.int64([1])];
  const repeated = (side: Side, axis: number, target: readonly string[]): string => {
    const wide = writer.emit('Unsqueeze', [cached[side], writer.int64([axis])]);
    const all = writer.emit('Expand', [wide, writer.emit('Concat', target, { axis: 0 })]);
    return writer.emit('Reshape', [all, writer.int64([-1, shapes[side].width])]);
  };
  const bound = { left: repeated('left', 1, [one, m, one]), right: repeated('right', 0, [n, one, one]) };
  const scores = writer.emit('Reshape', [writer.include(graph, bound)[0]!, writer.emit('Concat', [n, m], { axis: 0 })]);
  writer.output('scores', scores, ['N', 'M']);
  return writer.bytes();
}
