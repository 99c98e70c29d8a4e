import type { Figure } from '../../record.ts';
import { exportModel } from '../../training/export-model.ts';
import { storeWeights } from '../../training/stored-weights.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import type { MadeModel } from './made-model.ts';
import { noiseNoted } from './noise-noted.ts';
import { type Training, trainModel } from './train-model.ts';

export interface TrainCell extends Training {
  /** Where the model folder goes, relative to OUT. */
  readonly folder: string;
  /** Set where another training holds this model frozen. */
  readonly keepsWeights?: true;
}

/** Trains one model on one split with one seed and exports it. A training that diverges fails the cell. */
export const run: CellRun<TrainCell, TrainingKey> = noiseNoted(async ({ id, key, settings: cell }, context) => {
  const trained = await trainModel(id, key, cell, context);
  if ('failure' in trained) return trained;
  const { model, weights, log, shown } = trained;
  const manifest = await exportModel(model, weights, context.output(cell.folder));
  if (cell.keepsWeights) await storeWeights(context.output(cell.folder), model, weights);
  const figureKey = { ...key, device: cell.device };
  const figure = (metric: string, unit: string, value: number): Figure => ({ ...figureKey, metric, unit, value });
  const logScale = weights.get('objective.log_scale')?.[0];
  const handedOn: MadeModel = { log, logitScale: logScale === undefined ? undefined : Math.exp(logScale) };
  return {
    figures: [
      figure('training time', 's', log.stepSeconds + log.checkSeconds),
      figure('training operations', 'operations', log.operationsPerStep * log.steps),
      figure('training steps', 'steps', log.steps),
      figure('best step', 'steps', log.best.step),
      figure('training share', 'fraction', shown.share),
      figure('training pairs', 'pairs', shown.pairs),
      figure('parameters', 'parameters', manifest.parameters),
    ],
    details: { manifest, folder: cell.folder, ...handedOn },
  };
});
