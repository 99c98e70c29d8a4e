import type { BreakEvenSize } from './break-even-size.ts';
import type { CostModel, RefreshCost, ShortTail, Strategy } from './cost-model.ts';
import type { Flip } from './flips.ts';
import { measuredSizes } from './growth.ts';
import type { Quantity } from './move.ts';
import type { Offer, Shortfall } from './offer.ts';
import { formatBytes, formatCount, formatCounted, formatDigits, formatMs, formatRate } from './quantities.ts';
import type { Prices, Wish } from './wish.ts';

/** A ratio of qualities, as a wish states it: three decimals. */
export const formatRatio = (ratio: number): string => ratio.toFixed(3);

/** An amount of money, or of whatever a price table counts in. */
export const formatPrice = (value: number, currency: string): string =>
  value < 0.01
    ? `less than 0.01 ${currency}`
    : `${value >= 1000 ? formatCount(Math.round(value)) : formatDigits(value)} ${currency}`;

/** A wish in words, in the order of the command's options. */
export function wishWords({ candidates, queriesPerSecond, p99Ms, updatesPerDay, quality }: Wish): string {
  return [
    formatCounted(candidates, 'candidate'),
    formatRate(queriesPerSecond),
    ...(p99Ms === undefined ? [] : [`p99 ≤ ${formatMs(p99Ms)}`]),
    ...(updatesPerDay === undefined ? [] : [formatCounted(updatesPerDay, 'update a day', 'updates a day')]),
    ...(quality === undefined ? [] : [`quality ≥ ${formatRatio(quality)} of the best`]),
  ].join(', ');
}

type Unknown = Exclude<Extract<Shortfall, { of: 'unknown' }>['what'], 'p99'>;

const unknown: Readonly<Record<Unknown, string>> = {
  latency: 'latency not measured',
  'p99 at this size': 'p99 unknown over so many',
  quality: 'quality not measured',
  'quality at this size': 'quality unknown over so many',
};

/** Why a strategy does not meet a wish, in few words. */
export function shortfallWords(shortfall: Shortfall): string {
  switch (shortfall.of) {
    case 'p99':
      return `p99 ${formatMs(shortfall.ms)}`;
    case 'quality':
      return `quality ${formatRatio(shortfall.ratio)}`;
    case 'memory':
      return `${formatBytes(shortfall.bytes)} fit no machine`;
    case 'unknown':
      return shortfall.what === 'p99' ? unknownTail(shortfall.tail) : unknown[shortfall.what];
  }
}

function unknownTail(tail: ShortTail | undefined): string {
  if (tail === undefined) return 'p99 not measured';
  const { timed, needed, highest } = tail;
  const instead = highest === undefined ? '' : `; p${highest.percentile} ${formatMs(highest.ms)}`;
  return `p99 not known (${formatCount(timed)} of ${formatCount(needed)} queries${instead})`;
}

const stageNames: Readonly<Record<keyof RefreshCost, string>> = {
  backboneMs: 'the backbone',
  encodeMs: 'encoding',
  buildMs: 'building the index',
};

/** What updates and a whole refresh of the cache take; what was not measured is named. */
export function refreshSentence({ updateLoad, refreshHours, refreshPrice, unmeasuredUpdates }: Offer, prices: Prices): string {
  if (updateLoad === undefined || refreshHours === undefined || refreshPrice === undefined)
    return 'What updates take is not known.';
  const left = unmeasuredUpdates.map((stage) => stageNames[stage]);
  const without = left.length === 0 ? '' : ` Not measured, and counted as nothing: ${left.join(', ')}.`;
  return (
    `Computing everything that is cached anew takes ${formatMs(refreshHours * 3_600_000)} of one machine (${formatPrice(refreshPrice, prices.currency)}); ` +
    `updates fill ${formatDigits(100 * updateLoad)} % of one.${without}`
  );
}

export function breakEvenSentence({ below, above, candidates, low, high, extrapolated }: BreakEvenSize): string {
  if (candidates === undefined) return `The work of ${below} costs less than that of ${above} at every number of candidates.`;
  const interval = low === undefined && high === undefined ? '' : ` [${size(low)}, ${size(high)}]`;
  return (
    `The work of ${below} and of ${above} costs the same at M = ${formatCount(Math.round(candidates))}${interval}${extrapolated ? ' (extrapolated)' : ''}: ` +
    `below it that of the first costs less, above it that of the second.`
  );
}

const size = (end: number | undefined): string => (end === undefined ? 'not determined' : formatCount(Math.round(end)));

const formats: Readonly<Record<Quantity, (value: number) => string>> = {
  'mean latency': formatMs,
  p99: formatMs,
  'rate under load': (value) => `${formatDigits(value)}/s`,
  quality: formatRatio,
  utilisation: formatDigits,
  'core scaling': formatDigits,
};

/** Which assumption turns the answer, from which value on, and to what. */
export function flipSentence({ quantity, strategy, measured, at, end, winner }: Flip): string {
  const format = formats[quantity];
  const { value, low = value, high = value } = measured;
  // A table beside it tells the rate of a machine, which may have more cores.
  const what = quantity === 'rate under load' ? 'rate under load of one process' : quantity;
  const of = strategy === undefined ? what : `${what} of ${strategy}`;
  const instead = winner === undefined ? 'nothing is known to meet the wish' : `${winner} is the answer`;
  // Digits that are printed do not always tell the two apart.
  const [less, more] =
    format(at) === format(value) ? ['hardly less', 'hardly more'] : [`${format(at)} or less`, `${format(at)} or more`];
  return `${of}: taken as ${format(value)} [${format(low)}, ${format(high)}]; at ${end === 'low' ? less : more}, ${instead}.`;
}

const isTailShort = ({ latencyMs, p99Ms }: Strategy): boolean =>
  latencyMs !== undefined && p99Ms !== undefined && measuredSizes(p99Ms).largest < measuredSizes(latencyMs).largest;

/** What a share of the best is a share of. */
function bestQuality({ strategies, qualityMetric }: CostModel): string[] {
  const pools = strategies.flatMap((strategy) => strategy.pools);
  const largest = Math.max(...pools.map(({ candidates }) => candidates));
  const best = pools.find(({ candidates, ratio }) => candidates === largest && ratio?.value === 1);
  if (best === undefined) return [];
  const percent = formatDigits(100 * best.quality.value);
  return [
    `Quality is a share of the best strategy's ${qualityMetric}, which is ${percent} % among ${formatCounted(largest, 'candidate')}.`,
  ];
}

/** Everything that is assumed, whether or not it turns the answer. */
export function assumptionSentences(model: CostModel, prices: Prices, wish: Wish): string[] {
  const { utilisation, coreScaling, memoryShare, machines } = prices;
  const loaded = model.strategies.some(({ loads }) => loads.length > 0);
  const single = model.strategies.some(({ latencyMs }) => latencyMs?.form === 'one size');
  const pools = model.strategies.flatMap((strategy) => strategy.pools.map(({ candidates }) => candidates));
  const poolCount = new Set(pools).size;
  return [
    `Linear scaling: n machines answer n times the rate, and c times the cores ${coreScaling.value === 1 ? 'c' : `c^${formatDigits(coreScaling.value)}`} times. A core is as fast as one of ${model.machine.cpu}.`,
    `Utilisation: ${formatDigits(100 * utilisation.value)} % of the rate that a machine sustains is planned for; what is cached, once a machine, fills at most ${formatDigits(100 * memoryShare)} % of its memory.`,
    'Rent: machines are rented whole, and the lowest rent is the cheapest; of equal rents, one whose load was measured, then the one that the work fills least. Where costs meet, it is the costs of the work that do.',
    loaded
      ? 'Load: what was measured at one number of candidates is stretched in proportion to the mean latency; where no tried rate meets the objective, latency grows by 1 / (1 − load).'
      : 'Load was not measured: latency is taken to grow by 1 / (1 − load), as with exponential service times.',
    model.backboneMs === undefined
      ? 'Latencies start from features: the backbone that encodes a query was not measured.'
      : `Every query is encoded by the backbone first, in ${formatMs(model.backboneMs)}.`,
    ...(model.strategies.some(isTailShort)
      ? ['Where p99 was measured up to fewer candidates than the mean was, it is taken to keep its ratio to the mean.']
      : []),
    ...(single
      ? [
          'Latency that was measured at one number of candidates is taken to grow at most in proportion to them, and to stay as it is below; what they do not touch, as encoding the query, stays.',
        ]
      : []),
    ...(wish.quality !== undefined && poolCount === 1
      ? [
          `Quality was measured over one pool, of ${formatCount(pools[0]!)}: its ratio to the best is taken to hold up to 10 times as many.`,
        ]
      : []),
    ...(wish.quality !== undefined && poolCount > 1
      ? [
          'Quality is interpolated between the measured pools; beyond them each doubling of M costs about the same share of it, up to 10 times the largest.',
        ]
      : []),
    ...bestQuality(model),
    ...(prices.date === undefined
      ? []
      : [
          `Prices are those of ${prices.date}: ${machines.map(({ name, perHour }) => `${name} ${formatDigits(perHour)} ${prices.currency} an hour`).join(', ')}.`,
        ]),
  ];
}
