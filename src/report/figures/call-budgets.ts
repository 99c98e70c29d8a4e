import { formatPercent } from '../../decision/quantities.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { servedQuality } from '../costs/served-strategies.ts';
import { find } from './figure-lookup.ts';
import { type NetworkSearches, networkSearches } from './network-searches.ts';
import { overMost } from './pool-figures.ts';

/** What a search finds by so many network calls, over the most candidates that were ranked. */
export interface CallBudget {
  readonly scorer: string;
  readonly kind: string;
  /** Pairs that the network scored, a query; and as a share of the candidates. */
  readonly calls: Figure;
  readonly share: number;
  /** Of the ten best of the exhaustive network. */
  readonly recall: Figure;
  /** Of the cascade by as many calls, on the line over ln calls between the two nearest that were measured; left out of a cascade, and outside of them. */
  readonly cascadeRecall: number | undefined;
  readonly quality: Figure | undefined;
}

export interface CallBudgets extends Omit<NetworkSearches, 'searches'> {
  /** Ascending by calls. */
  readonly rows: readonly CallBudget[];
}

export const callNote =
  'Recall: share of the ten best of the exhaustive network that are returned, ties admitted, by how many pairs of a query the network scored. ' +
  'Cascade by as many calls: on the line, over the logarithm of the calls, between the two nearest depths that were measured.';

/** Of one data set, searches by a network beside the cascade upon the same first stage: `figures` are those of the data set. */
export const callBudgets = (record: Pick<RunRecord, 'suite'>, figures: readonly Figure[]): CallBudgets[] =>
  networkSearches(record, figures).flatMap(({ searches, ...about }): CallBudgets[] => {
    const found = searches.flatMap(({ strategy, key }) => {
      const largest = overMost(figures, key, servedQuality);
      const of = (metric: string): Figure | undefined => find(figures, { ...largest, metric });
      const [calls, recall] = [of('network calls'), of('network recall@10')];
      if (calls === undefined || recall === undefined) return [];
      const share = calls.value / about.most;
      return [{ scorer: strategy.label, kind: strategy.scorer, calls, share, recall, quality: of(servedQuality) }];
    });
    const ascending = found.toSorted((a, b) => a.calls.value - b.calls.value);
    const cascades = ascending.filter(({ kind }) => kind === 'cascade');
    const rows = ascending.map(
      (row): CallBudget => ({
        ...row,
        cascadeRecall: row.kind === 'cascade' ? undefined : recallAt(cascades, row.calls.value),
      }),
    );
    // A cascade alone is beside nothing.
    return rows.some(({ kind }) => kind !== 'cascade') ? [{ ...about, rows }] : [];
  });

/** Of the exhaustive network's calls, so few are little. */
const littleShare = 0.02;

/** The search by the network that finds most by few calls, in words; `undefined` where none asks for as few. */
export function bestOfFewCalls({ rows }: CallBudgets): string | undefined {
  const few = rows.filter(({ kind, share }) => kind !== 'cascade' && share <= littleShare);
  const best = few.toSorted((a, b) => b.recall.value - a.recall.value)[0];
  if (best === undefined) return undefined;
  const { scorer, recall, share } = best;
  return `By at most ${100 * littleShare} % of the calls of the exhaustive network, ${scorer} finds most: ${formatPercent(recall.value)} % of its ten best, by ${formatPercent(share)} %.`;
}

function recallAt(cascades: readonly { readonly calls: Figure; readonly recall: Figure }[], calls: number): number | undefined {
  const next = cascades.findIndex((one) => one.calls.value >= calls);
  const [below, above] = [cascades[next - 1], cascades[next]];
  if (above === undefined) return undefined;
  if (above.calls.value === calls) return above.recall.value;
  if (below === undefined) return undefined;
  const share = Math.log(calls / below.calls.value) / Math.log(above.calls.value / below.calls.value);
  return below.recall.value + share * (above.recall.value - below.recall.value);
}
