import type { QueryCost } from '../../decision/evidence.ts';
import type { Figure } from '../../record.ts';
import type { Direction } from '../../types.ts';
import { meanName, percentileName } from '../figures/derived-names.ts';
import { arrow, candidatesOf, find, subjects } from '../figures/figure-lookup.ts';
import { answerRecall, recallName } from './answer-recall.ts';
import { unthreadedLabel } from './recorded-strategies.ts';
import { withoutSweeps } from './size-sweeps.ts';

/** What does not score every candidate is named in a verdict when it returns this share of the best that scoring all finds. */
const goodRecall = 0.95;

/** One line a model and scorer: its largest number of candidates, left→right where that was measured, and the fastest of those that find nearly all without scoring all. */
export function queryCosts(figures: readonly Figure[]): QueryCost[] {
  const costs = subjects(withoutSweeps(figures).filter(({ metric }) => metric === meanName('end to end'))).flatMap((key) => {
    const { model, scorer } = key;
    const candidates = candidatesOf(key);
    if (model === undefined || scorer === undefined || candidates === undefined) return [];
    // What is timed with other threads too is no other way to serve.
    if (unthreadedLabel(scorer) !== scorer) return [];
    const recall = answerRecall(figures, key);
    const samples = find(figures, { ...key, metric: meanName('end to end') })?.samples;
    const p = (name: number): number | undefined => find(figures, { ...key, metric: percentileName('end to end', name) })?.value;
    return [{ model, scorer, direction: key.direction, candidates, recall, samples, p50Ms: p(50), p99Ms: p(99) }];
  });
  const preference = (direction: Direction | undefined): number => (direction === 'right-left' ? 1 : 0);
  const largest = new Map<string, (typeof costs)[number]>();
  for (const cost of costs) {
    if (cost.recall !== undefined && (cost.recall.value < goodRecall || cost.p50Ms === undefined)) continue;
    const name = JSON.stringify([cost.model, cost.recall === undefined ? cost.scorer : null]);
    const known = largest.get(name);
    const order =
      known === undefined
        ? 1
        : preference(known.direction) - preference(cost.direction) ||
          cost.candidates - known.candidates ||
          (known.p50Ms ?? 0) - (cost.p50Ms ?? 0);
    if (order > 0) largest.set(name, cost);
  }
  return [...largest.values()].map(({ direction, recall, ...cost }) => ({
    ...cost,
    direction: direction === undefined ? undefined : arrow(direction),
    recall: recall === undefined ? undefined : { name: recallName(recall), value: recall.value },
  }));
}
