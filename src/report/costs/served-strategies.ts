import { frontier } from '../../decision/frontier.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { meanName, percentileName } from '../figures/derived-names.ts';
import { candidatesOf, find, type SubjectKey, select, subjects } from '../figures/figure-lookup.ts';
import { modelOrder } from '../figures/model-order.ts';
import { isControl } from '../record/arms.ts';
import { withoutSweeps } from './size-sweeps.ts';
import { wholeRanking } from './strategy-quality.ts';

/** A way to serve a model in one direction, over the whole test part: one line of the table. */
export interface ServedStrategy {
  readonly key: SubjectKey;
  readonly candidates: number;
  readonly quality: Figure | undefined;
  readonly overlap: Figure | undefined;
  readonly p50: Figure | undefined;
  readonly p99: Figure | undefined;
  /** Queries behind the two. */
  readonly samples: number | undefined;
  /** Of the server scenario. */
  readonly rate: Figure | undefined;
  readonly offline: Figure | undefined;
  readonly bytesPerItem: number | undefined;
  /** Caching all candidates and building an index over them. */
  readonly buildMs: number | undefined;
  readonly onFrontier: boolean;
}

/** The metric that strategies are compared by. */
export const servedQuality = 'nDCG@10';
export const servedOverlap = 'overlap@10';

/**
 * All strategies of a data set, the exhaustive ones first within each model. On the frontier in quality, p50 and bytes per item are those that no other in the
 * same direction beats in one without losing in another.
 */
export function servedStrategies(record: RunRecord, dataset: string, figures: readonly Figure[]): ServedStrategy[] {
  const here = withoutSweeps(figures).filter((figure) => figure.dataset === dataset && figure.scorer !== undefined);
  const order = modelOrder(record);
  const keys = subjects(select(here, { metric: meanName('end to end') })).toSorted(
    (a, b) => (a.direction ?? '').localeCompare(b.direction ?? '') || order(a.model, b.model),
  );
  const rows = keys.flatMap((key): Omit<ServedStrategy, 'onFrontier'>[] => {
    const candidates = candidatesOf(key);
    if (candidates === undefined) return [];
    const figure = (metric: string): Figure | undefined => find(here, { ...key, metric });
    // One that was not ranked itself ranks as the other exhaustive scorers of its model: their scores are equal.
    const alike = wholeRanking.includes(key.scorer ?? '') ? wholeRanking : [];
    const ofRanking = (metric: string): Figure | undefined =>
      figure(metric) ?? alike.map((scorer) => find(here, { ...key, scorer, metric })).find((found) => found !== undefined);
    const sum = (...metrics: string[]): number | undefined => {
      const known = metrics.flatMap((metric) => figure(metric)?.value ?? []);
      return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
    };
    const bytes = sum('cache bytes', 'index bytes');
    return [
      {
        key,
        candidates,
        quality: ofRanking(servedQuality),
        overlap: ofRanking(servedOverlap),
        p50: figure(percentileName('end to end', 50)),
        p99: figure(percentileName('end to end', 99)),
        samples: figure(meanName('end to end'))?.samples,
        rate: figure('sustained rate'),
        offline: figure('offline rate'),
        bytesPerItem: bytes === undefined ? undefined : bytes / candidates,
        buildMs: sum('encode candidates', 'build time'),
      },
    ];
  });
  const directions = [...new Set(rows.map(({ key }) => key.direction))];
  return directions.flatMap((direction) => {
    const group = rows.filter(({ key }) => key.direction === direction);
    const best = frontier(
      group.map(({ key, quality, p50, bytesPerItem }) => ({
        quality: isControl(key.model ?? '') ? undefined : quality?.value,
        costs: [p50?.value, bytesPerItem],
      })),
    );
    return group.map((row, i) => ({ ...row, onFrontier: best[i]! }));
  });
}
