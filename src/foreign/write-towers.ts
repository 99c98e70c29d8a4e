import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../files/whole-file.ts';
import type { Model } from '../graph/model.ts';
import { createOnnxWriter, type OnnxWriter } from '../graph/onnx.ts';
import { type Partition, partition } from '../graph/partition.ts';
import { readOnnx } from '../graph/read-onnx.ts';
import { toOnnx } from '../graph/to-onnx.ts';
import { describeModel, writeManifest } from '../training/export-model.ts';
import { encoderModel, gridModel } from '../training/validation-scores.ts';
import type { ModelManifest, Side } from '../types.ts';
import { workOfTowers } from './counted-work.ts';
import type { Shapes, Towers } from './read-graphs.ts';

/** How two embeddings meet has no parameters. */
const noWeights = new Map<string, Float32Array>();

/**
 * Writes the model folder of foreign towers.
 * @param meeting the score of two embeddings, a model whose inputs `left` and `right` are `[P, E]` and which has no parameters
 */
export async function importTowers(meeting: Model, towers: Towers, shapes: Shapes, folder: string): Promise<ModelManifest> {
  const cut = partition(meeting.score);
  const { opset } = towers.left;
  const own = describeModel(meeting);
  const manifest: ModelManifest = {
    ...own,
    left: { inputs: [{ name: 'left', shape: [shapes.left.width] }], cached: own.left.cached },
    right: { inputs: [{ name: 'right', shape: [shapes.right.width] }], cached: own.right.cached },
    ...workOfTowers(towers, own.work),
  };
  await mkdir(folder, { recursive: true });
  const embedding = (writer: OnnxWriter, side: Side): string => {
    writer.input(side, 'float32', ['P', shapes[side].width]);
    return writer.include(towers[side], { [side]: side })[0]!;
  };
  for (const side of ['left', 'right'] as const) {
    const writer = createOnnxWriter(`${meeting.name} ${side}`, opset);
    const half = readOnnx(encoderModel(meeting, cut, side, noWeights));
    const values = writer.include(half, { [side]: embedding(writer, side) });
    manifest[side].cached.forEach(({ name, shape }, i) => void writer.output(name, values[i]!, ['P', ...shape]));
    await writeWhole(join(folder, `${side}.onnx`), writer.bytes());
  }
  await writeHalves(meeting, cut, folder);
  const writer = createOnnxWriter(`${meeting.name} pair`, opset);
  const bound = { left: embedding(writer, 'left'), right: embedding(writer, 'right') };
  const score = readOnnx(
    toOnnx(meeting.name, [{ name: 'score', node: meeting.score }], noWeights, [...meeting.left, ...meeting.right]),
  );
  writer.output('score', writer.include(score, bound)[0]!, ['P']);
  await writeWhole(join(folder, 'pair.onnx'), writer.bytes());
  return writeManifest(folder, manifest);
}

async function writeHalves(model: Model, cut: Partition, folder: string): Promise<void> {
  const score = toOnnx(model.name, [{ name: 'score', node: cut.score }], noWeights, [...cut.leftCached, ...cut.rightCached]);
  await writeWhole(join(folder, 'interaction.onnx'), score);
  await writeWhole(join(folder, 'grid.onnx'), gridModel(model, cut, noWeights));
}
