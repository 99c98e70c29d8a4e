import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { takeShare } from '../../dataset/share.ts';
import { evaluateDirections } from '../../metrics/evaluate.ts';
import { withoutExcluded } from '../../metrics/exclude.ts';
import type { Figure } from '../../record.ts';
import { directions } from '../../report/figures/per-query.ts';
import { sanityPrefix, shownShare } from '../../report/record/sanity-scorer.ts';
import type { Expectation, SanityArm, SanityWorld } from '../../sanity/arm.ts';
import { sanityArms } from '../../sanity/arms.ts';
import type { Direction, Warning } from '../../types.ts';
import type { CellRun, Keyed } from '../cell.ts';

export interface SanityCell {
  /** Shares of the training families, below 1, that the models of the suite are shown. */
  readonly shares?: readonly number[];
}

/** One expectation and what the evaluation found. */
interface Check extends Expectation {
  readonly direction: Direction;
  readonly found: number;
  readonly holds: boolean;
}

/** What is kept of every evaluation: enough to see what a floor is worth. */
const kept = ['R@1', 'R@10', 'MRR', 'Recall@10', 'nDCG@10', 'GAUC'] as const;

/** Scores the test pairs in ways whose figures are known, or that any trained model has to beat, and evaluates them like every model. */
export const run: CellRun<SanityCell, Keyed<'dataset' | 'split' | 'seed'>> = async ({ key, settings }, context) => {
  const { shares = [] } = settings;
  const { dataset: name, split, seed } = key;
  // No arm looks at tokens.
  const dataset = await loadDataset(context.dataset(name), { tokens: false });
  const whole: SanityWorld = { train: takePart(dataset, split, 'train'), test: takePart(dataset, split, 'test'), seed };
  const { left, right, relevance } = whole.test;
  const figures: Figure[] = [];
  const warnings: Warning[] = [];
  const arms: Record<string, { readonly summary: string; readonly checks: readonly Check[] }> = {};
  const shown = Object.entries<SanityArm>(sanityArms).flatMap(([name, arm]) => [
    { label: name, arm, share: 1 },
    ...(arm.learns ? shares : []).map((share) => ({ label: shownShare(name, share), arm, share })),
  ]);
  for (const [i, { label, arm, share }] of shown.entries()) {
    context.progress(i / shown.length, label);
    const world = { ...whole, train: takeShare(whole.train, share, seed) };
    const all = arm.scores(world);
    if (all === undefined) continue;
    const scores = withoutExcluded(all, whole.test.exclude);
    const evaluation = evaluateDirections({ 'left-right': scores, 'right-left': scores }, relevance);
    const counts = { leftCount: left.items.length, rightCount: right.items.length };
    const subject = { dataset: name, split, scorer: `${sanityPrefix}${label}`, seed, ...counts };
    const checks = directions.flatMap((direction): Check[] => {
      const { averages } = evaluation[direction];
      for (const metric of kept) figures.push({ ...subject, direction, metric, unit: 'fraction', value: averages[metric] });
      const expectation = arm.expected?.(scores, world, direction);
      if (expectation === undefined) return [];
      const found = averages[expectation.metric];
      return [{ ...expectation, direction, found, holds: Math.abs(found - expectation.value) <= expectation.tolerance }];
    });
    arms[label] = { summary: arm.summary, checks };
    warnings.push(...checks.filter(({ holds }) => !holds).map((check) => failed(name, split, label, check)));
  }
  return { figures, warnings, details: { arms } };
};

const failed = (dataset: string, split: string, arm: string, { direction, metric, value, found }: Check): Warning => ({
  code: 'sanity',
  message: `On ${dataset}, ${split}, the sanity arm "${arm}" has ${metric} ${found} ${direction} where ${value} is known: the evaluation of this run cannot be trusted.`,
  remedy: 'Check that the data set has no item in two parts of the split, and run npm test where this program was built.',
});
