import { featureShape, takePart } from '../dataset/part.ts';
import { defaultModelSettings, defineModel, type ModelSettings, objectionToShapes } from '../define-model.ts';
import { UserError } from '../errors.ts';
import { withoutExcluded } from '../metrics/exclude.ts';
import { meanReciprocalRank } from '../metrics/reciprocal-rank.ts';
import { type ModelName, models } from '../models.ts';
import { exportModel } from '../training/export-model.ts';
import { type ObjectiveName, objectives } from '../training/objectives/objectives.ts';
import { defaultTrainingSettings, type TrainingSettings } from '../training/settings.ts';
import { train as trainWeights } from '../training/train.ts';
import type { TrainingLog } from '../training/training-log.ts';
import type { Dataset, ModelManifest } from '../types.ts';

/** What to train, on what, and where it goes. */
export interface TrainOptions {
  readonly dataset: Dataset;
  /** Default: the first split of the data set. */
  readonly split?: string;
  /** A model by name, as `matchbench list models` prints them. */
  readonly model: ModelName;
  /** The folder that the trained model is exported to. */
  readonly out: string;
  /** Widths and rates, where they are not the defaults. */
  readonly network?: Partial<ModelSettings>;
  /** Batch, steps and rates, where they are not the defaults. */
  readonly training?: Partial<TrainingSettings>;
  /** Default: `info-nce`. One that learns from a trained model is for suites. */
  readonly objective?: ObjectiveName;
  /** Default: 0. The same seed gives the same weights on the same machine with the same threads. */
  readonly seed?: number;
  /** Default: 1. */
  readonly threads?: number;
  /** Is called for every step, for several at once when they were taken in one run. */
  readonly onProgress?: (progress: { readonly step: number; readonly steps: number; readonly loss: number }) => void;
}

/** An exported model, and how its training went. */
export interface Trained {
  /** The exported model: model.json, left.onnx, right.onnx, interaction.onnx, grid.onnx, pair.onnx. */
  readonly folder: string;
  readonly manifest: ModelManifest;
  readonly log: TrainingLog;
}

/**
 * Trains one model on the training part of a split, chosen by validation MRR alone, and exports it. Throws a `UserError` of kind `input` for an unknown model or split, features that the
 * model cannot match, or a training that diverged; `storage` where the folder cannot be written.
 *
 * @example
 * const trained = await train({ dataset, model: 'dual-cosine', out: 'models/tower', training: { maxSteps: 200 } });
 */
export async function train(options: TrainOptions): Promise<Trained> {
  const { dataset, model: name, out, seed = 0, threads = 1, objective = 'info-nce', onProgress } = options;
  if (!Object.hasOwn(models, name))
    throw new UserError('input', `there is no model "${name}"`, {
      place: 'train({ model })',
      remedy: `One of: ${Object.keys(models).join(', ')}.`,
    });
  const split = options.split ?? dataset.splits[0]!.name;
  const shapes = { left: featureShape(dataset.left.features), right: featureShape(dataset.right.features) };
  const objection = objectionToShapes(name, shapes);
  if (objection !== undefined)
    throw new UserError('input', `${name} cannot match this data set: ${objection}.`, {
      place: `data set ${dataset.name}`,
      remedy: 'Choose another model: matchbench list models.',
    });
  const model = defineModel(name, shapes, { ...defaultModelSettings, ...options.network });
  const validation = takePart(dataset, split, 'validation');
  const { weights, log } = await trainWeights({
    model,
    objective: objectives[objective].bind({}),
    train: takePart(dataset, split, 'train'),
    validation,
    validate: (scores) => meanReciprocalRank(withoutExcluded(scores, validation.exclude), validation.relevance),
    settings: { ...defaultTrainingSettings, ...options.training },
    seed,
    session: { device: 'cpu', threads },
    onProgress,
  });
  if (weights === undefined || log.stopped === 'diverged')
    throw new UserError('input', `The training of ${name} diverged at step ${log.steps}: its loss is no longer a number.`, {
      remedy: 'Lower training.learningRate, or lengthen training.warmUpSteps.',
    });
  return { folder: out, manifest: await exportModel(model, weights, out), log };
}
