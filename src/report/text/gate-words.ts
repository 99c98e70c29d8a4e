import { counted } from '../../counted.ts';
import { formatP } from '../../decision/quantities.ts';
import type { GateMetric, GateResult } from '../record/gate-result.ts';

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(Math.abs(value) < 10 ? 2 : 1)}`;

/** JSON has null where a number is not known, a running gate NaN. */
export const isKnown = (value: number | null | undefined): value is number => typeof value === 'number' && !Number.isNaN(value);

/** Harm with its interval: `+1.20 % [+0.40, +2.00]`; plus is worse. */
export function harmText({ harm, interval, unit }: GateMetric): string {
  if (!isKnown(harm)) return 'n/a';
  const { low, high } = interval ?? {};
  return `${signed(harm)} ${unit}${isKnown(low) && isKnown(high) ? ` [${signed(low)}, ${signed(high)}]` : ''}`;
}

export const toleranceText = ({ rule, unit }: GateMetric): string => `${rule.tolerance} ${unit}`;

export const detectableText = ({ detectable, equal, unit }: GateMetric): string =>
  !isKnown(detectable) || equal ? '' : `${detectable.toFixed(2)} ${unit}`;

export const pText = ({ adjustedP, equal }: GateMetric): string => (!isKnown(adjustedP) || equal ? '' : formatP(adjustedP));

/** A verdict in a table: what cannot fail the gate says so. */
export const verdictText = ({ verdict, rule }: GateMetric): string =>
  rule.level === 'off' ? 'not gated' : rule.level === 'warn' && verdict !== 'pass' ? `${verdict} (warning)` : verdict;

const headlines = {
  pass: 'PASS: head is not worse than base beyond what is tolerated',
  fail: 'FAIL: head is worse than base',
  inconclusive: 'INCONCLUSIVE: this gate can neither say that head is worse nor that it is not',
} as const;

/** The verdict in a line, with what got better beside what got worse: faster but worse is told as both. */
export function gateHeadline({ verdict, metrics }: GateResult): string {
  const worse = metrics.filter((metric) => metric.verdict === 'fail' && metric.rule.level === 'error');
  const better = metrics.filter(({ interval, equal }) => !equal && isKnown(interval?.high) && interval.high < 0);
  const list = (some: readonly GateMetric[]): string =>
    `${some
      .slice(0, 3)
      .map(({ name, harm, unit }) => `${name} ${signed(harm ?? Number.NaN)} ${unit}`)
      .join(', ')}${some.length > 3 ? `, and ${some.length - 3} more` : ''}`;
  const parts: string[] = [headlines[verdict]];
  if (worse.length > 0) parts.push(`worse (+ is harm): ${list(worse)}`);
  if (better.length > 0 && worse.length > 0) parts.push(`better, which does not make up for it: ${list(better)}`);
  return parts.join('; ');
}

/** What a reader has to know beside the table. */
export function gateFacts({ base, head, suite, pairs, machine, plant, seed, mode }: GateResult): string[] {
  const planted = [
    ...(plant.latency === undefined ? [] : [`${100 * plant.latency} % of latency`]),
    ...(plant.ndcgPoints === undefined ? [] : [`${plant.ndcgPoints} points of nDCG@10`]),
  ];
  return [
    `base ${base}, head ${head}; suite ${suite}, ${mode === 'live' ? `${counted(pairs, 'pair')} of fresh processes in random order, seed ${seed}` : 'from records'}, machine ${machine.slice(0, 12)}`,
    ...(planted.length === 0 ? [] : [`planted into head on purpose: ${planted.join(', ')}`]),
  ];
}
