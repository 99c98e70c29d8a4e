import { hasLine } from './break-even-size.ts';
import type { CostModel } from './cost-model.ts';
import type { Decision } from './decide.ts';
import {
  assumptionSentences,
  breakEvenSentence,
  flipSentence,
  formatPrice,
  formatRatio,
  refreshSentence,
  wishWords,
} from './decision-words.ts';
import type { Flip } from './flips.ts';
import { measuredSizes } from './growth.ts';
import type { NearestWish } from './nearest-wish.ts';
import type { Offer } from './offer.ts';
import { formatCount, formatCounted, formatDigits, formatMs } from './quantities.ts';
import { meets } from './rank.ts';
import type { Prices, Wish } from './wish.ts';

/** An answer in sentences. Names are shown as they are: escaping is up to whoever prints them. */
export interface DecisionSentences {
  readonly answer: string;
  /** Between which numbers of candidates it stays, and what maintaining it takes. */
  readonly upTo: readonly string[];
  /** What could be had instead of a wish that nothing meets, nearest first. */
  readonly nearest: readonly string[];
  readonly breakEvens: readonly string[];
  readonly howSure: readonly string[];
  /** What is doubtful about what was measured, whatever is wished. */
  readonly doubts: readonly string[];
  /** Of assumptions that turn it those that have to move least, nearest first. */
  readonly wouldFlip: readonly string[];
  readonly assumptions: readonly string[];
}

/** Break-even sizes that are told; all are in the decision. */
const told = 6;
/** Assumptions that are told; all are in the decision. */
const toldFlips = 8;

/** Why no two costs are known to meet: fewer than two of those that could be taken were measured at several sizes. */
function noLines(model: CostModel, meeting: readonly Offer[]): string {
  const [grown] = model.strategies.filter((strategy) => hasLine(strategy) && meeting.some(({ id }) => id === strategy.id));
  const which = grown === undefined ? 'no strategy' : `${grown.id} alone`;
  return `That is not known: of what meets the wish, ${which} had its latency measured at several numbers of candidates. A suite with serving.sizes measures more.`;
}

export function decisionSentences(model: CostModel, decision: Decision, prices: Prices): DecisionSentences {
  const { winner, offers, breakEvens, flips, wish, nearest } = decision;
  const chosen = offers.find(({ id }) => id === winner);
  const meeting = offers.filter(meets);
  return {
    answer: answerOf(decision, prices),
    upTo: chosen === undefined ? [] : [...reachSentences(decision), refreshSentence(chosen, prices)],
    nearest: nearest.map((one) => nearestSentence(one, wish)),
    breakEvens:
      breakEvens.length === 0 && meeting.length > 1
        ? [noLines(model, meeting)]
        : breakEvens.slice(0, told).map(breakEvenSentence),
    howSure: [...sureness(model, decision), ...doubtsNote(model)],
    doubts: model.doubts,
    wouldFlip: flipSentences(flips),
    assumptions: assumptionSentences(model, prices, wish),
  };
}

const doubtsNote = ({ doubts }: CostModel): string[] =>
  doubts.length === 0
    ? []
    : [`${formatCounted(doubts.length, 'doubt')} about what was measured ${doubts.length === 1 ? 'stands' : 'stand'} below.`];

function flipSentences(flips: readonly Flip[]): string[] {
  /** Which share of the way to the end of its interval an assumption has to move. */
  const distance = ({ at, end, measured }: Flip): number => (at - measured.value) / (measured[end]! - measured.value);
  return flips
    .toSorted((a, b) => distance(a) - distance(b))
    .slice(0, toldFlips)
    .map(flipSentence);
}

function answerOf({ winner, offers, nearest }: Decision, prices: Prices): string {
  const chosen = offers.find(({ id }) => id === winner);
  if (chosen === undefined) {
    const instead = nearest.length === 0 ? 'nor any wish near it.' : 'but a wish near it is met.';
    return `No strategy of this run is known to meet the wish, ${instead}`;
  }
  const { machines = 0, machine, load = 0, pricePerMonth = 0, loadPricePerMonth = 0 } = chosen;
  const kind = `${formatCounted(machines, 'machine')} (${machine})`;
  const [rent, work] = [pricePerMonth, loadPricePerMonth].map((price) => formatPrice(price, prices.currency));
  return `Serve it with ${chosen.id}: ${kind} for ${rent} a month, of which the work fills ${formatDigits((100 * load) / machines)} % (${work}).`;
}

function reachSentences({ reach, winner }: Decision): string[] {
  if (reach === undefined || winner === undefined) return [];
  const { low, high, below, above } = reach;
  if (low === undefined && high === undefined)
    return ['It stays the answer at every number of candidates from 10 to a billion, all else as wished.'];
  const ends = [
    low === undefined ? undefined : `from M = ${formatCount(low)}`,
    high === undefined ? undefined : `up to M = ${formatCount(high)}`,
  ];
  const other = (id: string | undefined): string => id ?? 'nothing is known to meet the wish';
  const beyond = [
    ...(low === undefined ? [] : [`below, ${other(below)}`]),
    ...(high === undefined ? [] : [`above, ${other(above)}`]),
  ];
  return [`It stays the answer ${ends.filter((end) => end !== undefined).join(' ')}, all else as wished; ${beyond.join('; ')}.`];
}

function nearestSentence({ wish, changed, strategy }: NearestWish, asked: Wish): string {
  const parts = changed.map((demand) => {
    const value = wish[demand];
    if (value === undefined) return demand === 'quality' ? 'without a demand on quality' : 'without a demand on latency';
    if (demand === 'candidates') return `with ${formatCounted(value, 'candidate')} instead of ${formatCount(asked.candidates)}`;
    // Rounded to the side on which it is met.
    if (demand === 'p99Ms') return `with p99 ≤ ${formatMs(value * 1.005)} instead of ${formatMs(asked.p99Ms!)}`;
    return `with quality ≥ ${formatRatio(Math.floor(value * 1000) / 1000)} instead of ${formatRatio(asked.quality!)}`;
  });
  const sentence = `${parts.join(' and ')}: ${strategy}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** How far its latency here is from what was measured. */
function outsideSentence({ strategies }: CostModel, { id, basis = 'bound' }: Offer, { candidates }: Wish): string {
  const { latencyMs } = strategies.find((strategy) => strategy.id === id)!;
  const { smallest, largest } = measuredSizes(latencyMs!);
  if (basis === 'bound')
    return 'Its latency was measured at one number of candidates alone; here it is the dearer of two bounds.';
  return candidates > largest
    ? `Its latency was measured up to ${formatCounted(largest, 'candidate')}; over ${formatDigits(candidates / largest)} times as many it is extrapolated.`
    : `Its latency was measured from ${formatCounted(smallest, 'candidate')} on; over fewer it is extrapolated.`;
}

/** Of more strategies than this the best is not only the best. */
const many = 10;

function sureness(model: CostModel, { winner, offers, flips, wish, assumptions }: Decision): string[] {
  const meeting = offers.filter(meets);
  const chosen = offers.find(({ id }) => id === winner);
  if (chosen === undefined) {
    return flips.length === 0 ? ['No single assumption at an end of its interval makes any strategy meet the wish.'] : [];
  }
  const alone =
    meeting.length === 1
      ? [`Of ${formatCounted(offers.length, 'strategy', 'strategies')} it alone is known to meet the wish: ${wishWords(wish)}.`]
      : [];
  const steady =
    flips.length === 0
      ? [
          `None of the ${formatCounted(assumptions, 'assumption')}, moved alone to an end of its interval, turns the answer: it still meets the wish, and nothing has a lower rent.`,
        ]
      : [
          `${flips.length} of the ${formatCounted(assumptions, 'assumption')}, each moved alone within its interval, ${flips.length === 1 ? 'turns' : 'turn'} the answer${flips.length > toldFlips ? `; the ${toldFlips} that have to move least are named` : ''}.`,
        ];
  const outside = chosen.basis === 'measured' ? [] : [outsideSentence(model, chosen, wish)];
  const guessed =
    wish.quality !== undefined && chosen.quality?.basis === 'extrapolated'
      ? ['Its quality at this number of candidates is extrapolated from the pools that were ranked, not measured.']
      : [];
  const judged = offers.filter(({ quality }) => quality !== undefined).length;
  const lucky =
    wish.quality !== undefined && chosen.quality?.value === 1 && judged > many
      ? [
          `It is itself the best of ${formatCounted(judged, 'strategy', 'strategies')}, by the queries that quality is measured on: of so many the best owes a part of its lead to chance.`,
        ]
      : [];
  return [...steady, ...alone, ...outside, ...guessed, ...lucky];
}
