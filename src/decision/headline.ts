import { mostAffordable } from './affordable-candidates.ts';
import type { CostModel } from './cost-model.ts';
import type { Decision } from './decide.ts';
import { wishWords } from './decision-words.ts';
import { formatCount, formatDigits } from './quantities.ts';
import type { Prices } from './wish.ts';

/** The three things that somebody takes away from a decision: each a few words, and what they mean. */
export interface Headline {
  readonly take: string;
  readonly takeNote: string;
  readonly breakEven: string;
  readonly breakEvenNote: string;
  /** Up to how many candidates another family than the baseline's is affordable, where that is known. */
  readonly other?: string;
}

/** `baseline`: the family that others are held against. */
export function headline(model: CostModel, decision: Decision, prices: Prices, baseline: string | undefined): Headline {
  const { winner, wish } = decision;
  const [breakEven, breakEvenNote] = breakEvenOf(decision, model);
  const affordable = mostAffordable(model, baseline, wish, prices);
  const share = decision.offers.find(({ id }) => id === winner)?.quality?.value;
  const kept = share === undefined ? '' : ` It keeps ${formatDigits(100 * share)} % of the best ${model.qualityMetric}.`;
  return {
    take: winner ?? 'No strategy of this run',
    takeNote: `${winner === undefined ? 'Nothing is known to meet' : 'The cheapest that is known to meet'} ${wishWords(wish)}.${kept}`,
    breakEven,
    breakEvenNote,
    other:
      affordable === undefined
        ? undefined
        : `${affordable.strategy} answers ${formatDigits(wish.queriesPerSecond)} queries/s on one machine up to ${formatCount(affordable.candidates)} candidates${affordable.basis === 'measured' ? '' : ` (${basisWords[affordable.basis]})`}.`,
  };
}

const basisWords = { extrapolated: 'extrapolated', bound: 'at least: latency is known at one size' } as const;

function breakEvenOf({ winner, reach }: Decision, model: CostModel): [string, string] {
  if (winner === undefined || reach === undefined) return ['not known', 'Nothing meets the wish, so nothing breaks even.'];
  const { low, high, below, above } = reach;
  const other = (id: string | undefined): string => id ?? 'nothing is known to meet the wish';
  const single = model.strategies.every(({ latencyMs }) => latencyMs === undefined || latencyMs.form === 'one size');
  const doubt = single ? ' Latency was measured at one size only: a suite with serving.sizes measures more.' : '';
  // Where nothing is known to follow, nothing breaks even: what is known ends.
  if (high !== undefined && above === undefined)
    return [`none up to ${formatCount(high)}`, `candidates; above, nothing is known to meet the wish.${doubt}`];
  if (high !== undefined) return [formatCount(high), `candidates; above, ${above}.${doubt}`];
  if (low !== undefined) return [formatCount(low), `candidates; below, ${other(below)}.${doubt}`];
  return ['none', `It stays the answer from 10 to a billion candidates.${doubt}`];
}
