import { type AffordableCandidates, mostAffordable } from './affordable-candidates.ts';
import { hasLine } from './break-even-size.ts';
import type { CostModel, Strategy } from './cost-model.ts';
import type { Decision } from './decide.ts';
import { formatPrice, shortfallWords, wishWords } from './decision-words.ts';
import type { Offer, Shortfall } from './offer.ts';
import { formatCount, formatCounted, formatDigits, formatMs, formatRate } from './quantities.ts';
import { meets } from './rank.ts';
import type { Reach } from './reach.ts';
import type { Prices } from './wish.ts';

/** What somebody takes away from a decision: a sentence, and three things in a few words each with what they mean. */
export interface Headline {
  /** To be quoted: what to take and up to where, what the best would gain, and up to where the other family is affordable. */
  readonly quote: string;
  readonly take: string;
  readonly takeNote: string;
  /** Which strategy is better than the one to take, and what it costs or falls short of. */
  readonly better?: string;
  readonly breakEven: string;
  readonly breakEvenNote: string;
  /** Up to how many candidates another family than the baseline's is affordable, where that is known. */
  readonly other?: string;
}

/** `baseline`: the family that others are held against. */
export function headline(model: CostModel, decision: Decision, prices: Prices, baseline: string | undefined): Headline {
  const { winner, wish } = decision;
  const name = namesOf(model);
  const [breakEven, breakEvenNote] = breakEvenOf(decision, model, name);
  const affordable = mostAffordable({ ...model, strategies: goodEnough(model, decision) }, baseline, wish, prices);
  const share = decision.offers.find(({ id }) => id === winner)?.quality?.value;
  const kept = share === undefined ? '' : ` It keeps ${formatDigits(100 * share)} % of the best ${model.qualityMetric}.`;
  const tabled = name(winner) === winner ? '' : ` In tables and charts it is ${winner}.`;
  return {
    quote: quoteOf(model, decision, affordable, name),
    take: name(winner) ?? 'No strategy of this run',
    takeNote: `${winner === undefined ? 'Nothing is known to meet' : 'The cheapest that is known to meet'} ${wishWords(wish)}.${kept}${tabled}`,
    better: betterThan(decision, prices, name),
    breakEven,
    breakEvenNote,
    other:
      affordable === undefined
        ? undefined
        : `${name(affordable.strategy)} answers ${formatRate(wish.queriesPerSecond)} on one machine up to ${formatCounted(affordable.candidates, 'candidate')}${affordable.basis === 'measured' ? '' : ` (${basisWords[affordable.basis]})`}.`,
  };
}

/** Those that are known to be good enough at the wished number of candidates, whatever they cost; all where none is. */
function goodEnough({ strategies }: CostModel, { offers }: Decision): readonly Strategy[] {
  const short = new Set(offers.flatMap(({ id, shortfalls }) => (shortfalls.some(isOfQuality) ? [id] : [])));
  const good = strategies.filter(({ id }) => !short.has(id));
  return good.length === 0 ? strategies : good;
}

const isOfQuality = (shortfall: Shortfall): boolean =>
  shortfall.of === 'quality' || (shortfall.of === 'unknown' && ['quality', 'quality at this size'].includes(shortfall.what));

/** A strategy by its id, as people call it; `undefined` where there is none. */
type Names = (id: string | undefined) => string | undefined;

function namesOf({ strategies }: CostModel): Names {
  const words = new Map(strategies.map((strategy) => [strategy.id, strategy.words]));
  return (id) => (id === undefined ? undefined : (words.get(id) ?? id));
}

function quoteOf(
  model: CostModel,
  { winner, reach, offers, wish }: Decision,
  affordable: AffordableCandidates | undefined,
  name: Names,
): string {
  if (winner === undefined) return `No strategy of this run is known to meet ${wishWords(wish)}.`;
  const best = bestBeyond(winner, offers);
  const parts = [
    `Take ${name(winner)} ${reachWords(name, reach)}`,
    ...(best === undefined ? [] : [gainWords(model, name(best.id)!, best, offers.find(({ id }) => id === winner)!)]),
    ...(affordable === undefined || affordable.strategy === winner
      ? []
      : [
          `${name(affordable.strategy)} is affordable up to ${formatCounted(affordable.candidates, 'candidate')} at ${formatRate(wish.queriesPerSecond)}`,
        ]),
  ];
  return `${parts.join('; ')}.`;
}

function reachWords(name: Names, { low, high, below, above }: Reach = {}): string {
  if (low === undefined && high === undefined) return 'at every number of candidates from 10 to a billion';
  const ends = [
    ...(low === undefined ? [] : [`from ${formatCount(low)}`]),
    ...(high === undefined ? [] : [`up to ${formatCount(high)}`]),
  ];
  const unknown = 'nothing known to meet the wish';
  const beyond = [
    ...(high === undefined ? [] : [`${name(above) ?? unknown} above`]),
    ...(low === undefined ? [] : [`${name(below) ?? unknown} below`]),
  ];
  return `${ends.join(' ')} candidates, ${beyond.join(', ')}`;
}

/** By how much the best is better than what is taken, and what a query takes more for it. */
function gainWords({ qualityMetric }: CostModel, called: string, best: Offer, taken: Offer): string {
  const { value, low = value, high = value } = taken.quality!;
  const gain = (share: number): string => formatDigits(100 * (1 / share - 1));
  const interval = low === high ? '' : ` [${gain(high)}, ${gain(low)}]`;
  const more = (best.meanMs?.value ?? Number.NaN) - (taken.meanMs?.value ?? Number.NaN);
  const price = Number.isNaN(more) ? '' : ` for ${formatMs(Math.abs(more))} ${more < 0 ? 'less' : 'more'} a query`;
  return `${called} gains ${gain(value)} %${interval} of ${qualityMetric}${price}`;
}

const basisWords = { extrapolated: 'extrapolated', bound: 'at least: latency is known at one size' } as const;

/** The best strategy, where that which is taken is worse beyond doubt. */
function bestBeyond(winner: string | undefined, offers: readonly Offer[]): Offer | undefined {
  const kept = offers.find(({ id }) => id === winner)?.quality;
  const [best] = offers.filter(({ quality }) => quality !== undefined).toSorted((a, b) => b.quality!.value - a.quality!.value);
  if (best?.quality === undefined || kept === undefined || best.quality.value <= (kept.high ?? kept.value)) return undefined;
  return best;
}

function betterThan({ winner, offers }: Decision, { currency }: Prices, name: Names): string | undefined {
  const best = bestBeyond(winner, offers);
  if (best === undefined) return undefined;
  if (!meets(best))
    return `The best is ${name(best.id)}, which does not meet the wish: ${best.shortfalls.map(shortfallWords).join(', ')}.`;
  return `The best is ${name(best.id)}${rentWords(best.pricePerMonth, offers.find(({ id }) => id === winner)?.pricePerMonth, currency)}.`;
}

function rentWords(rent: number | undefined, taken: number | undefined, currency: string): string {
  if (rent === undefined) return '';
  return rent === taken ? ', for the same rent' : `, for ${formatPrice(rent, currency)} a month`;
}

function breakEvenOf({ winner, reach }: Decision, model: CostModel, name: Names): [string, string] {
  if (winner === undefined || reach === undefined) return ['not known', 'Nothing meets the wish, so nothing breaks even.'];
  const { low, high, below, above } = reach;
  const single = !model.strategies.some(hasLine);
  const doubt = single ? ' Latency was measured at one size only: a suite with serving.sizes measures more.' : '';
  const [until, from] = [high === undefined ? '' : formatCount(high), low === undefined ? '' : formatCount(low)];
  const unknown = 'nothing is known to meet the wish';
  // Where nothing is known to follow, nothing breaks even: what is known ends.
  const beyond = high === undefined ? '' : ` Above ${until}, ${name(above) ?? unknown}.`;
  const before = low === undefined ? '' : ` Below ${from}, ${name(below) ?? unknown}.`;
  if (above !== undefined)
    return [
      until,
      `candidates: ${low === undefined ? '' : `from ${from} `}up to there it is the cheapest.${beyond}${before}${doubt}`,
    ];
  if (below !== undefined) return [from, `candidates: from there on it is the cheapest.${before}${beyond}${doubt}`];
  if (high !== undefined || low !== undefined) {
    const range = [...(low === undefined ? [] : [`from ${from}`]), ...(high === undefined ? [] : [`up to ${until}`])];
    return [`none ${range.join(' ')}`, `It is the cheapest at every such number of candidates.${before}${beyond}${doubt}`];
  }
  return ['none', `It stays the answer from 10 to a billion candidates.${doubt}`];
}
