/**
 * matchbench as a library: the parts that the command line is made of. A data set is loaded or written, a model trained, evaluated and measured.
 *
 * @example
 * import { evaluate, loadDataset, measure, train } from 'matchbench';
 *
 * const dataset = await loadDataset('data/mine');
 * const { folder } = await train({ dataset, model: 'dual-cosine', out: 'models/tower', training: { maxSteps: 400 } });
 * const accuracy = await evaluate({ dataset, model: folder });
 * const cost = await measure({ dataset, model: folder, scorer: 'exact' });
 * console.log(accuracy['left-right'].averages.MRR, cost.timings['end to end']?.p50Ms);
 *
 * @module
 */

export { type LoadOptions, loadDataset } from './dataset/load.ts';
export { type RelevantPair, relevanceFromPairs } from './dataset/relevance.ts';
export { type DatasetContents, type SideContents, writeDataset } from './dataset/write.ts';
export type { ModelSettings } from './define-model.ts';
export { type ErrorDetails, type ExitKind, UserError } from './errors.ts';
export { type EvaluateOptions, evaluate } from './library/evaluate.ts';
export { type Measurement, type MeasureOptions, measure, type Timing } from './library/measure.ts';
export { type Trained, type TrainOptions, train } from './library/train.ts';
export type { DirectionScores, Evaluation } from './metrics/evaluate.ts';
export type { PairMetricName, QueryMetricName } from './metrics/metrics-over.ts';
export type { PairInfluences } from './metrics/pair-influence.ts';
export type { ModelName } from './models.ts';
export type { TrainingSettings } from './training/settings.ts';
export type { TrainingCheck, TrainingLog } from './training/training-log.ts';
export type {
  Dataset,
  Direction,
  Features,
  IndexForm,
  Item,
  Matrix,
  ModelManifest,
  NamedWidth,
  Part,
  PhaseCost,
  Relevance,
  Side,
  SideData,
  Split,
  TokenFeatures,
  Warning,
  WordFeatures,
  Work,
} from './types.ts';
