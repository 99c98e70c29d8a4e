import { takePart } from '../dataset/part.ts';
import { unitIndices } from '../dataset/unit-indices.ts';
import { type Evaluation, evaluateScores } from '../metrics/evaluate.ts';
import { withoutExcluded } from '../metrics/exclude.ts';
import { scoreMatrix } from '../retrieval/score-matrix.ts';
import type { Dataset, Part } from '../types.ts';

/** What to evaluate, and on which part of a data set. */
export interface EvaluateOptions {
  readonly dataset: Dataset;
  /** Default: the first split of the data set. */
  readonly split?: string;
  /** Default: `test`. */
  readonly part?: Part;
  /** A folder that `train` or a run exported. */
  readonly model: string;
  /** Default: 1. */
  readonly threads?: number;
}

/**
 * Scores every pair of a part and evaluates both directions: full ranking, ties against the model, excluded pairs left out. Fractions lie in [0, 1].
 * Throws a `UserError` for a folder that holds no model, one for other features, or an unknown split.
 *
 * @example
 * const { 'left-right': asked } = await evaluate({ dataset, model: trained.folder });
 * console.log(asked.averages.MRR, asked.averages['R@10']);
 */
export async function evaluate({
  dataset,
  model,
  threads = 1,
  part: of = 'test',
  ...options
}: EvaluateOptions): Promise<Evaluation> {
  const part = takePart(dataset, options.split ?? dataset.splits[0]!.name, of);
  const { left, right, relevance, exclude } = part;
  const scores = await scoreMatrix(model, left.features, right.features, { device: 'cpu', threads });
  return evaluateScores(withoutExcluded(scores, exclude), relevance, unitIndices(dataset, part));
}
