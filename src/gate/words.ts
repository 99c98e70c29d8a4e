import { formatBytes, formatCount, formatDigits, formatMs } from '../decision/quantities.ts';
import { plainText } from '../report/escape.ts';
import { tableOf } from '../report/terminal-table.ts';
import type { Judged } from './judge.ts';
import { kindOf } from './metric-kinds.ts';
import type { GateResult } from './result.ts';

/** A value as its unit is printed. */
export function valueText(name: string, value: number): string {
  switch (kindOf(name)?.unit) {
    case 'ms':
      return formatMs(value);
    case 'bytes':
      return formatBytes(value);
    case 'fraction':
      return (100 * value).toFixed(2);
    case 'pairs/s':
      return formatCount(value);
    default:
      return formatDigits(value);
  }
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(Math.abs(value) < 10 ? 2 : 1)}`;

/** Harm with its interval: `+1.20 % [0.40, 2.00]`; plus is worse. */
export const harmText = ({ harm, interval, unit }: Judged): string =>
  Number.isNaN(harm)
    ? 'n/a'
    : `${signed(harm)} ${unit}${interval === undefined ? '' : ` [${signed(interval.low)}, ${signed(interval.high)}]`}`;

export const toleranceText = ({ rule, unit }: Judged): string => `${rule.tolerance} ${unit}`;
export const detectableText = ({ detectable, unit, equal }: Judged): string =>
  detectable === undefined || equal ? '' : `${detectable.toFixed(2)} ${unit}`;

/** A verdict in a table: what cannot fail the gate says so. */
export const verdictText = ({ verdict, rule }: Judged): string =>
  rule.level === 'off' ? 'not gated' : rule.level === 'warn' && verdict !== 'pass' ? `${verdict} (warning)` : verdict;

const headlines = {
  pass: 'PASS: head is not worse than base beyond what is tolerated',
  fail: 'FAIL: head is worse than base',
  inconclusive: 'INCONCLUSIVE: this gate can neither say that head is worse nor that it is not',
} as const;

/** The verdict in a line, with what got better beside what got worse: faster but worse is told as both. */
export function headline({ verdict, metrics }: GateResult): string {
  const worse = metrics.filter((metric) => metric.verdict === 'fail' && metric.rule.level === 'error');
  const better = metrics.filter(({ interval, equal }) => !equal && interval !== undefined && interval.high < 0);
  const list = (some: readonly Judged[]): string =>
    `${some
      .slice(0, 3)
      .map((one) => `${one.name} ${signed(one.harm)} ${one.unit}`)
      .join(', ')}${some.length > 3 ? `, and ${some.length - 3} more` : ''}`;
  const parts: string[] = [headlines[verdict]];
  if (worse.length > 0) parts.push(`worse (+ is harm): ${list(worse)}`);
  if (better.length > 0 && worse.length > 0) parts.push(`better, which does not make up for it: ${list(better)}`);
  return parts.join('; ');
}

/** What a reader has to know beside the table. */
export function facts({ base, head, suite, pairs, machine, plant, seed, mode }: GateResult): string[] {
  const planted = [
    ...(plant.latency === undefined ? [] : [`${100 * plant.latency} % of latency`]),
    ...(plant.ndcgPoints === undefined ? [] : [`${plant.ndcgPoints} points of nDCG@10`]),
  ];
  return [
    `base ${base}, head ${head}; suite ${suite}, ${mode === 'live' ? `${pairs} pairs of fresh processes in random order, seed ${seed}` : 'from records'}, machine ${machine.slice(0, 12)}`,
    ...(planted.length === 0 ? [] : [`planted into head on purpose: ${planted.join(', ')}`]),
  ];
}

/** For a terminal: verdict, table worst first, reasons of what did not pass. */
export function toText(result: GateResult, width = 110): string {
  const heads = ['metric', 'base', 'head', 'harm [95 %]', 'tolerance', 'finds', 'verdict'];
  const rows = result.metrics.map((metric) =>
    [
      metric.name,
      valueText(metric.name, metric.base),
      valueText(metric.name, metric.head),
      harmText(metric),
      toleranceText(metric),
      detectableText(metric),
      verdictText(metric),
    ].map(plainText),
  );
  const open = result.metrics.filter(({ verdict, rule }) => verdict !== 'pass' && rule.level !== 'off');
  return [
    headline(result),
    ...facts(result),
    '',
    ...tableOf(heads, rows, [0, 6], width),
    'harm: + is worse; finds: the smallest true harm that 80 % of such gates would call a fail',
    '',
    ...open.map((metric) => `${metric.name}: ${metric.verdict}: ${metric.reason}`),
    ...result.notes.map((note) => `note: ${note}`),
  ]
    .map(plainText)
    .join('\n')
    .trimEnd()
    .concat('\n');
}
