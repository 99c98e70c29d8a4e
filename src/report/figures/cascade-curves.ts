import type { Figure, RunRecord } from '../../record.ts';
import { servedOverlap, servedQuality } from '../costs/served-strategies.ts';
import { percentileName } from './derived-names.ts';
import { find, type SubjectKey } from './figure-lookup.ts';
import { type NetworkSearches, networkSearches } from './network-searches.ts';
import { overMost } from './pool-figures.ts';

/** What a cascade finds over some candidates. */
export interface CascadeFinds {
  readonly quality: Figure | undefined;
  readonly ceiling: Figure | undefined;
  readonly overlap: Figure | undefined;
}

/** A cascade that reranks so many. */
export interface CascadePoint {
  readonly k: number;
  /** Over the test part. */
  readonly found: CascadeFinds;
  /** Over the most candidates that were ranked. */
  readonly foundOfMost: CascadeFinds;
  readonly p50: Figure | undefined;
}

export interface CascadeCurve extends Omit<NetworkSearches, 'searches'> {
  /** Ascending by k. */
  readonly points: readonly CascadePoint[];
}

/** Fewer are no curve. */
const leastPoints = 3;

/** What is told of a cascade over some candidates, in this order. */
export const cascadeColumns: readonly { readonly head: string; readonly of: keyof CascadeFinds }[] = [
  { head: servedQuality, of: 'quality' },
  { head: 'recall ceiling', of: 'ceiling' },
  { head: servedOverlap, of: 'overlap' },
];

export const cascadeNote =
  'k candidates of the first stage, ordered by the network alone. Recall ceiling: queries with a right answer among the k. ' +
  `Overlap: share of the ten best of the exhaustive network that are returned. ${servedQuality} may fall as k grows: the network then meets more wrong answers that it takes for right.`;

/** Of one data set, cascades of which several depths were measured: `figures` are those of the data set. */
export const cascadeCurves = (record: Pick<RunRecord, 'suite'>, figures: readonly Figure[]): CascadeCurve[] =>
  networkSearches(record, figures).flatMap(({ searches, ...about }): CascadeCurve[] => {
    const points = searches
      .flatMap(({ strategy, key }): CascadePoint[] => {
        const { k } = strategy.settings;
        if (strategy.scorer !== 'cascade' || k === undefined) return [];
        return [
          {
            k,
            found: findsOf(figures, key),
            foundOfMost: findsOf(figures, overMost(figures, key, servedQuality)),
            p50: find(figures, { ...key, metric: percentileName('end to end', 50) }),
          },
        ];
      })
      .toSorted((a, b) => a.k - b.k);
    return points.length < leastPoints ? [] : [{ ...about, points }];
  });

const findsOf = (figures: readonly Figure[], key: SubjectKey): CascadeFinds => ({
  quality: find(figures, { ...key, metric: servedQuality }),
  ceiling: find(figures, { ...key, metric: 'recall ceiling' }),
  overlap: find(figures, { ...key, metric: servedOverlap }),
});
