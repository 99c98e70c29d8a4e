import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { evaluateDirections } from '../../metrics/evaluate.ts';
import { withoutExcluded } from '../../metrics/exclude.ts';
import type { Figure } from '../../record.ts';
import { directions } from '../../report/figures/per-query.ts';
import type { Expectation, SanityArm, SanityWorld } from '../../sanity/arm.ts';
import { sanityArms } from '../../sanity/arms.ts';
import type { Direction, Warning } from '../../types.ts';
import type { CellRun } from '../cell.ts';

/** One expectation and what the evaluation found. */
interface Check extends Expectation {
  readonly direction: Direction;
  readonly found: number;
  readonly holds: boolean;
}

/** What is kept of every evaluation: enough to see what a floor is worth. */
const kept = ['R@1', 'R@10', 'MRR', 'Recall@10', 'nDCG@10', 'GAUC'] as const;

/** Scores the test pairs in ways whose figures are known, or that any trained model has to beat, and evaluates them like every model. */
export const run: CellRun = async ({ key }, context) => {
  const { dataset: name, split, seed } = key as { dataset: string; split: string; seed: number };
  // No arm looks at tokens.
  const dataset = await loadDataset(context.dataset(name), { tokens: false });
  const world: SanityWorld = { train: takePart(dataset, split, 'train'), test: takePart(dataset, split, 'test'), seed };
  const { left, right, relevance } = world.test;
  const figures: Figure[] = [];
  const warnings: Warning[] = [];
  const arms: Record<string, { readonly summary: string; readonly checks: readonly Check[] }> = {};
  const entries = Object.entries<SanityArm>(sanityArms);
  for (const [i, [arm, { summary, scores: score, expected }]] of entries.entries()) {
    context.progress(i / entries.length, arm);
    const all = score(world);
    if (all === undefined) continue;
    const scores = withoutExcluded(all, world.test.exclude);
    const evaluation = evaluateDirections({ 'left-right': scores, 'right-left': scores }, relevance);
    const counts = { leftCount: left.items.length, rightCount: right.items.length };
    const subject = { dataset: name, split, scorer: `sanity ${arm}`, seed, ...counts };
    const checks = directions.flatMap((direction): Check[] => {
      const { averages } = evaluation[direction];
      for (const metric of kept) figures.push({ ...subject, direction, metric, unit: 'fraction', value: averages[metric] });
      const expectation = expected?.(scores, world, direction);
      if (expectation === undefined) return [];
      const found = averages[expectation.metric];
      return [{ ...expectation, direction, found, holds: Math.abs(found - expectation.value) <= expectation.tolerance }];
    });
    arms[arm] = { summary, checks };
    warnings.push(...checks.filter(({ holds }) => !holds).map((check) => failed(name, split, arm, check)));
  }
  return { figures, warnings, details: { arms } };
};

const failed = (dataset: string, split: string, arm: string, { direction, metric, value, found }: Check): Warning => ({
  code: 'sanity',
  message: `On ${dataset}, ${split}, the sanity arm "${arm}" has ${metric} ${found} ${direction} where ${value} is known: the evaluation of this run cannot be trusted.`,
  remedy: 'Check that the data set has no item in two parts of the split, and run npm test where this program was built.',
});
