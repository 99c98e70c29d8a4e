import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadDataset } from '../dataset/load.ts';
import { featureShape, takePart } from '../dataset/part.ts';
import { withStagedFolder } from '../dataset/staged-folder.ts';
import { defaultModelSettings, defineModel, type ModelSettings } from '../define-model.ts';
import { UserError } from '../errors.ts';
import { withoutExcluded } from '../metrics/exclude.ts';
import { meanReciprocalRank } from '../metrics/reciprocal-rank.ts';
import type { ModelName } from '../models.ts';
import { exportModel } from '../training/export-model.ts';
import { objectives } from '../training/objectives/objectives.ts';
import { defaultTrainingSettings, type TrainingSettings } from '../training/settings.ts';
import { train } from '../training/train.ts';
import type { Dataset } from '../types.ts';
import type { ChosenModels } from './chosen-models.ts';

export type OnProgress = (phase: string, done: number, total: number) => void;

interface Trainee {
  readonly name: ModelName;
  readonly network: Partial<ModelSettings>;
}

/** Those of the suite quick: product and difference make the first layer that sees a pair wide, so its sides are narrow. */
const trainees: Readonly<Record<'dual' | 'fusion', Trainee>> = {
  dual: { name: 'dual-cosine', network: {} },
  fusion: { name: 'product-difference', network: { embedding: 128, fusionHidden: [256, 64] } },
};
const quick: Partial<TrainingSettings> = { maxSteps: 350 };

/**
 * A small tower and a small fusion, trained on the first split of a data set with seed 0 and kept below `cache`: what was trained once is there at the next call.
 * Throws a `UserError` of kind `input` or `storage`.
 */
export async function trainPair(
  datasetDir: string,
  { cache, threads, onProgress, training = {} }: TrainPairOptions,
): Promise<ChosenModels> {
  const dataset = await loadDataset(datasetDir);
  const split = dataset.splits[0]!.name;
  const settings = { ...defaultTrainingSettings, ...quick, ...training };
  const folder = join(cache, `${dataset.name}-${dataset.hash.slice(0, 12)}-${settings.maxSteps}`);
  for (const trainee of Object.values(trainees)) {
    const out = join(folder, trainee.name);
    if (existsSync(out)) continue;
    await withStagedFolder(out, (dir) => trainOne(dataset, split, trainee, dir, { settings, threads, onProgress }));
  }
  return {
    source: 'two small models, trained for the playground',
    dataset: { name: dataset.name, version: dataset.version, hash: dataset.hash },
    split,
    dual: join(folder, trainees.dual.name),
    fusion: join(folder, trainees.fusion.name),
  };
}

export interface TrainPairOptions {
  readonly cache: string;
  readonly threads: number;
  readonly onProgress?: OnProgress;
  /** Where the steps of the suite quick are not wanted. */
  readonly training?: Partial<TrainingSettings>;
}

async function trainOne(
  dataset: Dataset,
  split: string,
  { name, network }: Trainee,
  out: string,
  { settings, threads, onProgress }: Omit<TrainPairOptions, 'cache' | 'training'> & { readonly settings: TrainingSettings },
): Promise<void> {
  const shapes = { left: featureShape(dataset.left.features), right: featureShape(dataset.right.features) };
  const model = defineModel(name, shapes, { ...defaultModelSettings, ...network });
  const validation = takePart(dataset, split, 'validation');
  const { weights, log } = await train({
    model,
    objective: objectives['info-nce'].bind({}),
    train: takePart(dataset, split, 'train'),
    validation,
    validate: (scores) => meanReciprocalRank(withoutExcluded(scores, validation.exclude), validation.relevance),
    settings,
    seed: 0,
    session: { device: 'cpu', threads },
    onProgress: ({ step, steps }) => onProgress?.(`train ${name}`, step, steps),
  });
  if (weights === undefined || log.stopped === 'diverged')
    throw new UserError('input', `The training of ${name} diverged at step ${log.steps}.`, {
      remedy: 'Run the suite quick, and name its folder.',
    });
  await exportModel(model, weights, out);
}
