import { loadDataset } from '../../dataset/load.ts';
import { featureShape, takePart } from '../../dataset/part.ts';
import { readPairScorer, readTowers, type Shapes, type Towers } from '../../foreign/read-graphs.ts';
import { importPairScorer } from '../../foreign/write-pair-scorer.ts';
import { importTowers } from '../../foreign/write-towers.ts';
import { cosine } from '../../fusion/cosine.ts';
import type { Fusion } from '../../fusion/fusion.ts';
import { innerProduct } from '../../fusion/inner-product.ts';
import { squaredDistance } from '../../fusion/squared-distance.ts';
import { input } from '../../graph/build.ts';
import type { Model } from '../../graph/model.ts';
import { createParameterScope } from '../../graph/parameters.ts';
import { withoutExcluded } from '../../metrics/exclude.ts';
import { meanReciprocalRank } from '../../metrics/reciprocal-rank.ts';
import { scoreMatrix } from '../../retrieval/score-matrix.ts';
import type { Device } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import type { ModelFile } from '../planning/imported-models.ts';
import { requireUnchanged } from '../running/unchanged-files.ts';
import type { MadeModel } from './made-model.ts';
import { trainedElsewhere } from './trained-elsewhere.ts';

export interface ImportCell {
  /** Where the model folder goes, relative to OUT. */
  readonly folder: string;
  readonly name: string;
  /** left and right, or pair. */
  readonly files: Readonly<Record<string, ModelFile>>;
  readonly metric?: keyof typeof fusions;
  readonly threads: number;
  readonly device: Device;
}

const fusions = { innerProduct, l2: squaredDistance, cosine } satisfies Readonly<Record<string, Fusion>>;

/** Makes a model folder of `.onnx` files from elsewhere, so that whatever evaluates and measures takes them as its own. */
export const run: CellRun<ImportCell, TrainingKey> = async ({ key, settings }, context) => {
  const { folder, name, files, metric, threads, device } = settings;
  await requireUnchanged(Object.values(files));
  const dataset = await loadDataset(context.dataset(key.dataset));
  const shapes = { left: featureShape(dataset.left.features), right: featureShape(dataset.right.features) };
  const target = context.output(folder);
  const manifest = await (files.pair === undefined
    ? joinTowers(name, metric!, readTowers(files.left!.path, files.right!.path, shapes), shapes, target)
    : importPairScorer(name, readPairScorer(files.pair.path, shapes), shapes, target));
  context.progress(0.2, 'scoring the validation pairs');
  const { left, right, exclude, relevance } = takePart(dataset, key.split, 'validation');
  const scores = await scoreMatrix(target, left.features, right.features, { threads, device });
  const validation = meanReciprocalRank(withoutExcluded(scores, exclude), relevance);
  // Stands where a training says it: the representative of a family is chosen by it.
  const handedOn: MadeModel = { log: { best: { validation } } };
  return {
    figures: [{ ...key, device, metric: 'parameters', unit: 'parameters', value: manifest.parameters }],
    warnings: [trainedElsewhere(name)],
    details: { manifest, folder, ...handedOn },
  };
};

const joinTowers = (name: string, metric: keyof typeof fusions, towers: Towers, shapes: Shapes, target: string) =>
  importTowers(meetingOf(name, metric, towers.embedding), towers, shapes, target);

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
