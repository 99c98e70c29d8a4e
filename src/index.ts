/**
 * matchbench as a library: the parts that the command line is made of. A data set is loaded or written, a model trained, evaluated and measured.
 *
 * @example
 * import { evaluate, loadDataset, measure, train } from 'matchbench';
 *
 * const dataset = await loadDataset('data/mine');
 * const { folder } = await train({ dataset, model: 'dual-cosine', out: 'models/tower' });
 * const accuracy = await evaluate({ dataset, model: folder });
 * const cost = await measure({ dataset, model: folder, scorer: 'exact' });
 * console.log(accuracy['left-right'].averages.MRR, cost.timings['end to end']?.p50Ms);
 *
 * @module
 */

export { loadDataset } from './dataset/load.ts';
export { relevanceFromPairs } from './dataset/relevance.ts';
export { type DatasetContents, type SideContents, writeDataset } from './dataset/write.ts';
export { type ExitKind, UserError } from './errors.ts';
export { type EvaluateOptions, evaluate } from './library/evaluate.ts';
export { type Measurement, type MeasureOptions, measure, type Timing } from './library/measure.ts';
export { type Trained, type TrainOptions, train } from './library/train.ts';
export type { Evaluation } from './metrics/evaluate.ts';
export type { ModelName } from './models.ts';
export type {
  Dataset,
  Direction,
  Features,
  Item,
  Matrix,
  ModelManifest,
  Part,
  Relevance,
  Side,
  SideData,
  Split,
} from './types.ts';
