import type { Figure } from '../../record.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { noiseNoted } from './noise-noted.ts';
import { type Training, trainModel } from './train-model.ts';

export interface TrialCell extends Training {
  /** Number of the trial; 0 has the settings of the suite. */
  readonly trial: number;
  /** What was drawn for it, by name. */
  readonly drawn: Readonly<Record<string, number | readonly number[]>>;
}

/** One trial of tuning: trains, keeps the figure on validation items, and exports nothing. */
export const run: CellRun<TrialCell, TrainingKey> = noiseNoted(async ({ id, key, settings }, context) => {
  const { trial, drawn, ...training } = settings;
  const trained = await trainModel(id, key, training, context);
  const what = { trial, drawn };
  if ('failure' in trained) return { ...trained, details: { ...trained.details, ...what } };
  const { log } = trained;
  const figure = (metric: string, unit: string, value: number): Figure => ({
    ...key,
    device: training.device,
    metric,
    unit,
    value,
  });
  return {
    figures: [
      figure('validation MRR', 'fraction', log.best.validation),
      figure('training time', 's', log.stepSeconds + log.checkSeconds),
      figure('training steps', 'steps', log.steps),
      figure('best step', 'steps', log.best.step),
    ],
    details: { log, ...what },
  };
});
