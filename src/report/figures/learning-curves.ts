import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import type { Direction } from '../../types.ts';
import type { CostMetricName } from '../costs/cost-metrics.ts';
import { isArm, modelOfArm } from '../record/arms.ts';
import { sanityPrefix, shownShare } from '../record/sanity-scorer.ts';
import { select } from './figure-lookup.ts';
import { modelOrder } from './model-order.ts';
import { directions } from './per-query.ts';

/** Accuracy of what was shown a share of the training families, over all seeds. */
export interface LearningPoint {
  /** A model, or a sanity arm that learns. */
  readonly learner: string;
  readonly direction: Direction;
  readonly share: number;
  /** Right pairs that were shown, the mean over seeds; `undefined` where no training tells. */
  readonly pairs: number | undefined;
  readonly figure: Figure;
}

/**
 * The decision metric against the share of the training families on one data set: of every model that has an arm with a smaller share, in the order of all tables, and
 * of sanity arms that were shown the same shares, without an interval. Empty where everything was shown all.
 */
export function learningCurves(record: RunRecord, figures: readonly Figure[], dataset: string): LearningPoint[] {
  const here = select(figures, { dataset });
  // Arms that were shown everything differ from their model in something else.
  const trainings = trainingsOf(here).filter(({ label, share }) => share < 1 || !isArm(label));
  const shares = [...new Set(trainings.map(({ share }) => share))].sort((a, b) => a - b);
  const models = [...new Set(trainings.flatMap(({ label, share }) => (share < 1 ? [modelOfArm(label)] : [])))];
  const pairsOf = (share: number): number | undefined => trainings.find((one) => one.share === share)?.pairs;
  const accuracy = select(here, { metric: decisionMetric });
  const ofModels = models.sort(modelOrder(record)).flatMap((model) =>
    trainings.flatMap(({ label, share }) => {
      if (modelOfArm(label) !== model) return [];
      const found = select(accuracy, { model: label, seed: 'all', scorer: undefined });
      return found.map((figure) => ({ learner: model, share, figure }));
    }),
  );
  const ofFloors = floorsIn(accuracy, shares).flatMap((arm) =>
    shares.flatMap((share) => {
      const scorer = `${sanityPrefix}${shownShare(arm, share)}`;
      return directions
        .flatMap((direction) => meanOf(select(accuracy, { scorer, direction })))
        .map((figure) => ({ learner: arm, share, figure }));
    }),
  );
  return [...ofModels, ...ofFloors].flatMap((point): LearningPoint[] => {
    const { direction } = point.figure;
    return direction === undefined ? [] : [{ ...point, direction, pairs: pairsOf(point.share) }];
  });
}

/** Every training with the share of the families that it was shown, and of right pairs the mean over seeds. */
function trainingsOf(figures: readonly Figure[]) {
  const shares = select(figures, { metric: 'training share' satisfies CostMetricName });
  const counts = select(figures, { metric: 'training pairs' satisfies CostMetricName });
  const labels = [...new Set(shares.flatMap(({ model }) => (model === undefined ? [] : [model])))];
  return labels.map((label) => ({
    label,
    share: select(shares, { model: label })[0]!.value,
    pairs: meanOf(select(counts, { model: label }))[0]?.value,
  }));
}

/** Sanity arms that were shown one of the shares below 1. */
function floorsIn(accuracy: readonly Figure[], shares: readonly number[]): string[] {
  const scorers = new Set(accuracy.map(({ scorer }) => scorer));
  const names = [...scorers].flatMap((scorer) => (scorer?.startsWith(sanityPrefix) ? [scorer.slice(sanityPrefix.length)] : []));
  return names.filter((arm) => shares.some((share) => share < 1 && scorers.has(`${sanityPrefix}${shownShare(arm, share)}`)));
}

/** Figures of several seeds as one, without an interval; none of none. */
function meanOf(figures: readonly Figure[]): Figure[] {
  const [first] = figures;
  if (first === undefined) return [];
  return [{ ...first, seed: 'all', value: figures.reduce((sum, { value }) => sum + value, 0) / figures.length }];
}
