import { counted } from '../../counted.ts';
import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { scoreLists } from '../../metrics/listed.ts';
import type { Figure } from '../../record.ts';
import { directions } from '../../report/figures/per-query.ts';
import { chooseFusion, type ScoreFusion } from '../../retrieval/score-fusion.ts';
import { cascadeKnobs } from '../../retrieval/scorers/cascade.ts';
import type { Direction, TopK, Warning } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { candidateSide } from '../planning/layout.ts';
import type { ChosenFusions } from './chosen-settings.ts';
import { listPool } from './pool-lists.ts';
import type { ServingCell } from './serving.ts';

/**
 * Chooses how a cascade weighs the scores of both its stages: by nDCG@10 of the validation queries among the validation items, in each direction apart. The
 * test part is not looked at.
 */
export const run: CellRun<ServingCell, TrainingKey> = async ({ key, settings: cell }, context) => {
  const { dataset: name, split, model, seed } = key;
  const part = takePart(await loadDataset(context.dataset(name)), split, 'validation');
  const chosen: Partial<Record<Direction, ScoreFusion>> = {};
  const figures: Figure[] = [];
  const warnings: Warning[] = [];
  // What it hands on among as many candidates as anybody serves.
  const wanted = cell.settings.k ?? cascadeKnobs.k!.fallback(Number.POSITIVE_INFINITY);
  for (const [d, direction] of directions.entries()) {
    context.progress(d / directions.length, direction);
    const candidates = part[candidateSide(direction)].items.length;
    const k = Math.min(wanted, candidates);
    if (candidates < wanted) warnings.push(fewItems(candidates, wanted, direction));
    const pool = { share: undefined, 'left-right': part, 'right-left': part };
    const { found, handed } = await listPool(cell, pool, direction, k, context);
    const first = handed!;
    const quality = (scores: Float32Array): number =>
      scoreLists({ ...first, scores }, part.relevance, direction, part.exclude).averages['nDCG@10'];
    const fusion = chooseFusion({ first: first.scores, rerank: inOrderOf(first, found) }, quality);
    chosen[direction] = fusion;
    const counts = { leftCount: part.left.items.length, rightCount: part.right.items.length };
    const scorer = cell.label ?? cell.scorer;
    const figureKey = { model, scorer, direction, dataset: name, split, seed, device: cell.device, ...counts };
    figures.push({ ...figureKey, metric: 'fusion weight', unit: 'fraction', value: fusion.weight });
  }
  return { figures, warnings, details: chosen satisfies Partial<ChosenFusions> };
};

const fewItems = (candidates: number, wanted: number, direction: Direction): Warning => ({
  code: 'few-validation-items',
  message: `The weight ${direction} was chosen among all ${counted(candidates, 'validation item')}; where there are more, the cascade weighs the best ${wanted}.`,
  remedy: 'Use a data set with more validation items, or a smaller k.',
});

/** The scores of a cascade's answers where the first stage has the same candidates, NaN where it has none. */
function inOrderOf(first: TopK, found: TopK): Float32Array {
  const scores = new Float32Array(first.rows.length).fill(Number.NaN);
  for (let query = 0; query < first.rows.length / first.k; query++) {
    const scoreOf = new Map<number, number>();
    for (let i = query * found.k; i < (query + 1) * found.k; i++) scoreOf.set(found.rows[i]!, found.scores[i]!);
    for (let i = query * first.k; i < (query + 1) * first.k; i++) {
      if (first.rows[i]! >= 0) scores[i] = scoreOf.get(first.rows[i]!)!;
    }
  }
  return scores;
}
