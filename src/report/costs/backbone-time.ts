import { formatMs } from '../../decision/quantities.ts';
import type { Figure } from '../../record.ts';
import { meanName, percentileName } from '../figures/derived-names.ts';
import { arrow, find } from '../figures/figure-lookup.ts';
import { directions } from '../figures/per-query.ts';

const series = 'encode backbone';

/** Mean milliseconds in which the backbone encodes a query of a data set and direction; `undefined` where it was not timed. */
export const backboneMean = (
  figures: readonly Figure[],
  { dataset, direction }: Pick<Figure, 'dataset' | 'direction'>,
): Figure | undefined => find(figures, { dataset, direction, metric: meanName(series) });

/** Where the times of single queries and of load begin on a data set, and what comes before. */
export function startOfTimes(dataset: string, figures: readonly Figure[]): string {
  const told = directions.flatMap((direction) => {
    const [half, most] = ([50, 99] as const).map((p) => find(figures, { dataset, direction, metric: percentileName(series, p) }));
    if (half === undefined) return [];
    return [`${formatMs(half.value)} ${arrow(direction)}${most === undefined ? '' : ` (p99 ${formatMs(most.value)})`}`];
  });
  if (told.length === 0) return 'Times start at the features of a query: what its backbone takes before was not measured.';
  return `Times start at the features of a query. Before that the backbone encodes its text or picture, at the median in ${told.join(', ')}; only decisions, and the costs of strategies that they rest on, count it in.`;
}
