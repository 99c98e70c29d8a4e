import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { rankRightAnswers } from '../../metrics/rankings.ts';
import { defineModel, type ModelName, type ModelSettings } from '../../models.ts';
import { exportModel } from '../../training/export-model.ts';
import { type ObjectiveName, objectives } from '../../training/objectives/objectives.ts';
import type { TrainingSettings } from '../../training/settings.ts';
import { train } from '../../training/train.ts';
import type { Device, Figure, Matrix, Relevance } from '../../types.ts';
import type { CellRun } from '../cell.ts';
import { directions } from '../layout.ts';

export interface TrainCell {
  readonly model: ModelName;
  /** Where the model folder goes, relative to OUT. */
  readonly folder: string;
  readonly network: ModelSettings;
  readonly training: TrainingSettings;
  readonly objective: ObjectiveName;
  /** A training cell whose time this one may take: the arm at equal training time. */
  readonly secondsOf?: string;
  readonly threads: number;
  readonly device: Device;
}

/** Trains one model on one split with one seed, chosen by validation MRR, and exports it. */
export const run: CellRun = async ({ key, settings }, context) => {
  const cell = settings as unknown as TrainCell;
  const { dataset: name, split, model: label, seed } = key as { dataset: string; split: string; model: string; seed: number };
  const dataset = await loadDataset(context.dataset(name));
  const parts = { train: takePart(dataset, split, 'train'), validation: takePart(dataset, split, 'validation') };
  const widths = { left: dataset.left.features.global.columns, right: dataset.right.features.global.columns };
  const model = { ...defineModel(cell.model, widths, cell.network), name: label };
  const { threads, device } = cell;
  const { weights, log } = await train({
    model,
    objective: objectives[cell.objective],
    ...parts,
    validate: (scores) => meanReciprocalRank(scores, parts.validation.relevance),
    settings: cell.training,
    seed,
    session: { threads, device },
    maxSeconds: cell.secondsOf === undefined ? undefined : secondsOf(context.needed(cell.secondsOf).figures),
    onProgress: ({ step, steps, loss }) => {
      if (step % 20 === 0) context.progress(step / steps, `step ${step} of ${steps}, loss ${loss.toFixed(3)}`);
    },
  });
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
    warnings:
      log.stopped === 'diverged'
        ? [
            {
              code: 'diverged',
              message: `Training of ${label} diverged at step ${log.steps}.`,
              remedy: 'Lower the learning rate.',
            },
          ]
        : [],
  };
};

/** Mean over both directions of the mean over queries of 1 / rank of the first right answer. */
function meanReciprocalRank(scores: Matrix, relevance: Relevance): number {
  const means = directions.map((direction) => {
    const { offsets, ranks, queryRows } = rankRightAnswers(scores, relevance, direction);
    return queryRows.reduce((sum, _, query) => sum + 1 / ranks[offsets[query]!]!, 0) / queryRows.length;
  });
  return (means[0]! + means[1]!) / 2;
}

function secondsOf(figures: readonly Figure[]): number {
  const time = figures.find(({ metric }) => metric === 'training time');
  if (time === undefined) throw new Error('internal: a training cell has no training time');
  return time.value;
}
