import type { CostModel } from '../../decision/cost-model.ts';
import type { Decision } from '../../decision/decide.ts';
import { decisionSentences } from '../../decision/decision-sentences.ts';
import { formatRatio, shortfallWords, wishWords } from '../../decision/decision-words.ts';
import { headline } from '../../decision/headline.ts';
import type { Measured } from '../../decision/measured.ts';
import type { Offer } from '../../decision/offer.ts';
import { formatBytes, formatCount, formatDigits, formatMs } from '../../decision/quantities.ts';
import { meets } from '../../decision/rank.ts';
import type { Prices } from '../../decision/wish.ts';
import { arrow } from '../figures/figure-lookup.ts';
import { plainText } from './escape.ts';
import { numberColumn, tableOf, textColumn } from './terminal-table.ts';

/** Strategies that a table lists; --json has all. */
const listed = 12;

/**
 * A decision for a terminal or a pipe: lines of plain text, without colours or other escapes; its tables fit a terminal of that width, and are whole without one.
 * @param baseline the family that others are held against
 */
export function toDecisionText(
  model: CostModel,
  decision: Decision,
  prices: Prices,
  { baseline, width }: { readonly baseline?: string; readonly width?: number } = {},
): string {
  const { wish, offers } = decision;
  const said = decisionSentences(model, decision, prices);
  const meeting = offers.filter(meets);
  const others = offers.filter((offer) => !meets(offer));
  const blocks: readonly (readonly [string, readonly string[]])[] = [
    ['', said.upTo],
    ['The nearest wishes that are met:', said.nearest],
    ['Where the costs of two meet:', said.breakEvens],
    ['How sure:', said.howSure],
    ['In doubt:', said.doubts],
    ['What would turn the answer:', said.wouldFlip],
    ['Assumed:', said.assumptions],
  ];
  const lines = [
    `${model.dataset}, ${arrow(model.direction)}: ${wishWords(wish)}`,
    '',
    ...(decision.winner === undefined ? [] : [headline(model, decision, prices, baseline).quote, '']),
    said.answer,
    '',
    ...meetingTable(meeting, prices, width),
    ...otherTable(others, meeting.length > 0, width),
    ...blocks.flatMap(([head, sentences]) => block(head, sentences)),
  ];
  return `${lines.map(plainText).join('\n').trimEnd()}\n`;
}

const block = (head: string, sentences: readonly string[]): string[] =>
  sentences.length === 0 ? [] : [...(head === '' ? [] : [head]), ...sentences.map((sentence) => `- ${sentence}`), ''];

function meetingTable(offers: readonly Offer[], { currency }: Prices, width?: number): string[] {
  if (offers.length === 0) return [];
  const rows = offers
    .slice(0, listed)
    .map((offer) => [
      plainText(offer.id),
      shown(offer.quality, formatRatio),
      shown(offer.p99Ms, formatMs),
      shown(offer.ratePerMachine, formatDigits),
      `${formatCount(offer.machines ?? 0)} ${plainText(offer.machine ?? '')}`,
      formatDigits((100 * (offer.load ?? 0)) / (offer.machines ?? 1)),
      offer.bytes === undefined ? '' : formatBytes(offer.bytes),
      formatDigits(offer.pricePerMonth ?? 0),
    ]);
  const columns = [
    textColumn('meets the wish'),
    ...['quality', 'p99', 'q/s'].map(numberColumn),
    textColumn('machines'),
    ...['%', 'cached', currency].map(numberColumn),
  ];
  return [
    ...tableOf(columns, rows, width),
    ...more(offers),
    `by cost, ${currency} a month; q/s: what one machine sustains; %: how full they are`,
    '',
  ];
}

function otherTable(offers: readonly Offer[], some: boolean, width?: number): string[] {
  if (offers.length === 0) return [];
  const rows = offers
    .slice(0, listed)
    .map((offer) => [plainText(offer.id), shown(offer.quality, formatRatio), p99Words(offer), whyNot(offer)]);
  const columns = [
    textColumn(some ? 'does not' : 'strategy'),
    numberColumn('quality'),
    numberColumn('p99'),
    textColumn('because'),
  ];
  return [...tableOf(columns, rows, width), ...more(offers), ''];
}

const whyNot = ({ shortfalls }: Offer): string => shortfalls.map(shortfallWords).join(', ');

/** Beyond the one size that was measured a latency is only bounded. */
const p99Words = ({ p99Ms, basis }: Offer): string => shown(p99Ms, (ms) => `${basis === 'bound' ? '≤ ' : ''}${formatMs(ms)}`);

const shown = (measured: Measured | undefined, format: (value: number) => string): string =>
  measured === undefined ? '' : format(measured.value);

const more = (offers: readonly Offer[]): string[] =>
  offers.length <= listed ? [] : [`… and ${offers.length - listed} more (--json lists all)`];
