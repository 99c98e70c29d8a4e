import type { Figure } from '../../record.ts';
import type { ModelRuns } from '../figures/accuracy-runs.ts';

/** `index recall@10` and its like: the k is that of the suite. */
export const isIndexRecall = (metric: string): boolean => metric.startsWith('index recall@');

/**
 * A recall of an index with the families behind it in place of its queries, which are not independent: those of the same split and direction, where
 * its accuracy was measured; otherwise they are not known.
 */
export const withUnits =
  (models: readonly ModelRuns[]) =>
  (figure: Figure): Figure => {
    const { dataset, split, direction, metric } = figure;
    if (!isIndexRecall(metric)) return figure;
    const run = models.flatMap((model) => (model.dataset === dataset ? model.runs : [])).find((one) => one.split === split);
    const units = direction === undefined ? undefined : run?.perQuery[direction].units;
    return { ...figure, samples: units === undefined ? undefined : new Set(units).size };
  };
