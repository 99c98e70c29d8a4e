import { formatRatio } from '../../decision/decision-words.ts';
import {
  formatBytes,
  formatCount,
  formatDigits,
  formatMs,
  formatPercent,
  formatPoints,
  formatSeconds,
} from '../../decision/quantities.ts';
import type { Figure } from '../../record.ts';
import { measured } from './figure-lookup.ts';

const formats: Readonly<Record<string, (value: number) => string>> = {
  fraction: formatPercent,
  s: formatSeconds,
  ms: formatMs,
  bytes: formatBytes,
  percent: formatDigits,
  rank: formatDigits,
  'queries/s': formatDigits,
  ratio: formatRatio,
};

/** A value as its unit is printed in tables: fractions in percent, times and bytes in the unit a person would use, counts whole. */
export const formatValue = (unit: string, value: number): string => (formats[unit] ?? formatCount)(value);

/** With its interval, where it has one. */
export function formatFigure(figure: Figure): string {
  const interval = formatInterval(figure);
  return `${formatValue(figure.unit, figure.value)}${interval === undefined ? '' : ` ${interval}`}`;
}

/** The interval alone, beside a figure that is printed with another one. */
export const formatInterval = ({ unit, ciLow, ciHigh }: Figure): string | undefined =>
  ciLow === undefined || ciHigh === undefined ? undefined : `[${formatValue(unit, ciLow)}, ${formatValue(unit, ciHigh)}]`;

/** A difference with its sign: fractions in points of a hundred. */
export const formatDifference = (figure: Figure): string =>
  figure.unit === 'fraction' ? formatPoints(measured(figure)) : formatFigure(figure);
