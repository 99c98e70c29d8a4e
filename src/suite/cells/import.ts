import { loadDataset } from '../../dataset/load.ts';
import { featureShape } from '../../dataset/part.ts';
import { UserError } from '../../errors.ts';
import { sha256File } from '../../files/sha256.ts';
import { cosine } from '../../fusion/cosine.ts';
import type { Fusion } from '../../fusion/fusion.ts';
import { innerProduct } from '../../fusion/inner-product.ts';
import { squaredDistance } from '../../fusion/squared-distance.ts';
import { input } from '../../graph/build.ts';
import type { Model } from '../../graph/model.ts';
import { createParameterScope } from '../../graph/parameters.ts';
import { importPairScorer, importTowers, readPairScorer, readTowers } from '../../training/import-model.ts';
import type { Device } from '../../types.ts';
import type { CellRun } from '../cell.ts';
import type { ModelFile } from '../imported-models.ts';

export interface ImportCell {
  /** Where the model folder goes, relative to OUT. */
  readonly folder: string;
  readonly name: string;
  /** left and right, or pair. */
  readonly files: Readonly<Record<string, ModelFile>>;
  readonly metric?: keyof typeof fusions;
  readonly device: Device;
}

const fusions = { innerProduct, l2: squaredDistance, cosine } satisfies Readonly<Record<string, Fusion>>;

/** Makes a model folder of `.onnx` files from elsewhere, so that whatever evaluates and measures takes them as its own. */
export const run: CellRun = async ({ key, settings }, context) => {
  const { folder, name, files, metric, device } = settings as unknown as ImportCell;
  for (const { path, sha256 } of Object.values(files)) {
    if ((await sha256File(path)).sha256 === sha256) continue;
    throw new UserError('input', 'the model was changed while the run went on', { place: path, remedy: 'Run the suite again.' });
  }
  const { left, right } = await loadDataset(context.dataset(key.dataset!));
  const shapes = { left: featureShape(left.features), right: featureShape(right.features) };
  const target = context.output(folder);
  const manifest =
    files.pair === undefined
      ? await (async () => {
          const towers = readTowers(files.left!.path, files.right!.path, shapes);
          return importTowers(meetingOf(name, metric!, towers.embedding), towers, shapes, target);
        })()
      : await importPairScorer(name, readPairScorer(files.pair.path, shapes), shapes, target);
  const parameters = { ...key, device, metric: 'parameters', unit: 'parameters', value: manifest.parameters };
  return { figures: [parameters], details: { manifest, folder, importedFrom: Object.values(files).map(({ sha256 }) => sha256) } };
};

/** The score of two embeddings by a metric: nothing in it is trained. */
function meetingOf(name: string, metric: keyof typeof fusions, width: number): Model {
  const [left, right] = [input('left', ['P', width], 'left'), input('right', ['P', width], 'right')];
  const fusion = fusions[metric];
  return {
    name,
    family: 'dual tower',
    summary: `towers from ONNX files, ${metric}`,
    left: [left],
    right: [right],
    score: fusion.build(left, right, { fusionHidden: [], embedding: width }, createParameterScope([])),
    parameters: [],
    metric: fusion.metric,
    initialScale: fusion.initialScale,
  };
}
