import { loadDataset } from '../../dataset/load.ts';
import { featureShape, takePart } from '../../dataset/part.ts';
import { UserError } from '../../errors.ts';
import { meanReciprocalRank } from '../../metrics/reciprocal-rank.ts';
import { defineModel, type ModelName, type ModelSettings } from '../../models.ts';
import { exportModel } from '../../training/export-model.ts';
import { objectionTo } from '../../training/objectives/objection.ts';
import { type ObjectiveName, objectives } from '../../training/objectives/objectives.ts';
import { rescaled, type TrainingSettings } from '../../training/settings.ts';
import { train } from '../../training/train.ts';
import type { Device, Figure } from '../../types.ts';
import type { CellContext, CellRun } from '../cell.ts';
import { noiseNoted } from './noise-noted.ts';

export interface TrainCell {
  readonly model: ModelName;
  /** Where the model folder goes, relative to OUT. */
  readonly folder: string;
  readonly network: ModelSettings;
  readonly training: TrainingSettings;
  readonly objective: ObjectiveName;
  /** The arm at equal training time: as many steps as the time of one finished training pays for at the pace of another, that of this very model. */
  readonly equalTime?: { readonly timeOf: string; readonly paceOf: string };
  readonly threads: number;
  readonly device: Device;
}

/** Trains one model on one split with one seed, chosen by validation MRR, and exports it. */
export const run: CellRun = noiseNoted(async ({ id, key, settings }, context) => {
  const cell = settings as unknown as TrainCell;
  const { dataset: name, split, model: label, seed } = key as { dataset: string; split: string; model: string; seed: number };
  const dataset = await loadDataset(context.dataset(name));
  const parts = { train: takePart(dataset, split, 'train'), validation: takePart(dataset, split, 'validation') };
  const shapes = { left: featureShape(dataset.left.features), right: featureShape(dataset.right.features) };
  const model = { ...defineModel(cell.model, shapes, cell.network), name: label };
  const { threads, device } = cell;
  const objection = objectionTo(model, objectives[cell.objective], {});
  if (objection !== undefined)
    throw new UserError('input', `${label} cannot be trained by ${cell.objective}: ${objection}`, { place: id });
  const training = cell.equalTime === undefined ? cell.training : atEqualTime(cell.training, cell.equalTime, context);
  const { weights, log } = await train({
    model,
    objective: objectives[cell.objective].bind({}),
    ...parts,
    validate: (scores) => meanReciprocalRank(scores, parts.validation.relevance),
    settings: training,
    seed,
    session: { threads, device },
    onProgress: ({ step, steps, loss }) => {
      if (step % 20 === 0) context.progress(step / steps, `step ${step} of ${steps}, loss ${loss.toFixed(3)}`);
    },
  });
  if (log.stopped === 'diverged' || weights === undefined || log.best === undefined) {
    return {
      failure: {
        message: `training of ${label} diverged at step ${log.steps} of seed ${seed}: its loss is no longer a number`,
        place: id,
        remedy: 'Lower training.learningRate in the suite, or lengthen training.warmUpSteps.',
      },
      details: { log },
    };
  }
  const manifest = await exportModel(model, weights, context.output(cell.folder));
  const figureKey = { model: label, dataset: name, split, seed, device };
  const figure = (metric: string, unit: string, value: number): Figure => ({ ...figureKey, metric, unit, value });
  return {
    figures: [
      figure('training time', 's', log.stepSeconds + log.checkSeconds),
      figure('training operations', 'operations', log.operationsPerStep * log.steps),
      figure('training steps', 'steps', log.steps),
      figure('best step', 'steps', log.best.step),
      figure('parameters', 'parameters', manifest.parameters),
    ],
    details: { manifest, folder: cell.folder, log },
  };
});

function atEqualTime(
  training: TrainingSettings,
  { timeOf, paceOf }: NonNullable<TrainCell['equalTime']>,
  context: CellContext,
): TrainingSettings {
  const figureOf = (cell: string, metric: string): number => {
    const found = context.needed(cell).figures.find((figure) => figure.metric === metric);
    if (found === undefined) throw new Error(`internal: the training cell ${cell} has no ${metric}`);
    return found.value;
  };
  const secondsPerStep = figureOf(paceOf, 'training time') / figureOf(paceOf, 'training steps');
  return rescaled(training, Math.max(1, Math.round(figureOf(timeOf, 'training time') / secondsPerStep)));
}
