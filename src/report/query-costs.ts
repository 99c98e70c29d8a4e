import type { QueryCost } from '../decision/evidence.ts';
import type { Direction, Figure } from '../types.ts';
import { candidatesOf, find, select, subjects } from './figure-lookup.ts';
import { exactScorer } from './index-costs.ts';
import { isIndexRecall } from './index-recall.ts';

/** An index is named in a verdict when it returns this share of the exact answers. */
const goodRecall = 0.95;

/** One line a model and scorer: its largest number of candidates, left→right where that was measured, and the fastest good index. */
export function queryCosts(figures: readonly Figure[]): QueryCost[] {
  const costs = subjects(figures.filter(({ metric }) => metric === 'end to end mean')).flatMap((key) => {
    const { model, scorer } = key;
    const candidates = candidatesOf(key);
    if (model === undefined || scorer === undefined || candidates === undefined) return [];
    const recall = scorer === exactScorer ? undefined : select(figures, key).find(({ metric }) => isIndexRecall(metric))?.value;
    const p = (name: string): number | undefined => find(figures, { ...key, metric: `end to end ${name}` })?.value;
    return [{ model, scorer, direction: key.direction, candidates, recall, p50Ms: p('p50'), p99Ms: p('p99') }];
  });
  const preference = (direction: Direction | undefined): number => (direction === 'right-left' ? 1 : 0);
  const largest = new Map<string, (typeof costs)[number]>();
  for (const cost of costs) {
    if (cost.recall !== undefined && (cost.recall < goodRecall || cost.p50Ms === undefined)) continue;
    const name = JSON.stringify([cost.model, cost.recall === undefined ? cost.scorer : 'index']);
    const known = largest.get(name);
    const order =
      known === undefined
        ? 1
        : preference(known.direction) - preference(cost.direction) ||
          cost.candidates - known.candidates ||
          (known.p50Ms ?? 0) - (cost.p50Ms ?? 0);
    if (order > 0) largest.set(name, cost);
  }
  return [...largest.values()].map(({ model, scorer, candidates, p50Ms, p99Ms }) => ({
    model,
    scorer,
    candidates,
    p50Ms,
    p99Ms,
  }));
}
