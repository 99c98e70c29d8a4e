import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../files/whole-file.ts';
import type { Model } from '../graph/model.ts';
import type { GraphNode } from '../graph/ops.ts';
import { isLearned } from '../graph/parameters.ts';
import { type Partition, partition } from '../graph/partition.ts';
import { sizeOf } from '../graph/shapes.ts';
import { toOnnx } from '../graph/to-onnx.ts';
import { work } from '../graph/work.ts';
import type { IndexForm, ModelManifest, NamedWidth } from '../types.ts';
import { encoderModel, gridModel } from './validation-scores.ts';
import type { Weights } from './weights.ts';

const arrays = (nodes: readonly GraphNode<'input'>[]): NamedWidth[] =>
  nodes.map(({ attributes: { name, shape } }) => ({ name, shape: shape.slice(1) as readonly number[] }));

/** The vectors that an index of the model's metric searches: the operands of its inner product. */
function indexForm(model: Model, cut: Partition): IndexForm | undefined {
  if (model.metric === undefined) return undefined;
  const vectors = (nodes: readonly GraphNode<'input'>[]): string => {
    const found = nodes.filter(({ shape }) => shape.length === 2);
    if (found.length !== 1)
      throw new Error(`internal: ${model.name} caches ${found.length} vectors a side and cannot be indexed`);
    return found[0]!.attributes.name;
  };
  return { metric: model.metric, left: vectors(cut.leftCached), right: vectors(cut.rightCached) };
}

/** What `model.json` says of a model; needs no weights. */
export function describeModel(model: Model): ModelManifest {
  const cut = partition(model.score);
  return {
    name: model.name,
    family: model.family,
    summary: model.summary,
    left: { inputs: arrays(model.left), cached: arrays(cut.leftCached) },
    right: { inputs: arrays(model.right), cached: arrays(cut.rightCached) },
    index: indexForm(model, cut),
    parameters: model.parameters.filter(isLearned).reduce((total, { shape }) => total + sizeOf(shape), 0),
    work: { left: work(cut.left), right: work(cut.right), interaction: work([cut.score]), pair: work([model.score]) },
  };
}

/**
 * Writes a model folder (see ModelManifest) that other tools open: all preprocessing is inside the models.
 * @throws UserError of kind `storage` when a file cannot be written
 */
export async function exportModel(model: Model, weights: Weights, folder: string): Promise<ModelManifest> {
  const cut = partition(model.score);
  const manifest = describeModel(model);
  await mkdir(folder, { recursive: true });
  const score = (node: GraphNode, inputs: readonly GraphNode<'input'>[]) =>
    toOnnx(model.name, [{ name: 'score', node }], weights, inputs);
  await writeWhole(join(folder, 'left.onnx'), encoderModel(model, cut, 'left', weights));
  await writeWhole(join(folder, 'right.onnx'), encoderModel(model, cut, 'right', weights));
  await writeWhole(join(folder, 'interaction.onnx'), score(cut.score, [...cut.leftCached, ...cut.rightCached]));
  await writeWhole(join(folder, 'grid.onnx'), gridModel(model, cut, weights));
  await writeWhole(join(folder, 'pair.onnx'), score(model.score, [...model.left, ...model.right]));
  return writeManifest(folder, manifest);
}

/** Writes `model.json`, and last: a folder that has it is whole. */
export async function writeManifest(folder: string, manifest: ModelManifest): Promise<ModelManifest> {
  await writeWhole(join(folder, 'model.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}
