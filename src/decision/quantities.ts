import { counted } from '../counted.ts';
import type { Measured } from './measured.ts';

/** Whole numbers with thin groups up to a million, then three digits and a unit: 12,345 · 4.19 million · 1.2 billion. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return 'n/a';
  const scales: readonly [number, string][] = [
    [1e12, ' trillion'],
    [1e9, ' billion'],
    [1e6, ' million'],
  ];
  for (const [scale, name] of scales) if (Math.abs(value) >= scale) return `${formatDigits(value / scale)}${name}`;
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return Number.isInteger(value) ? String(value) : formatDigits(value);
}

/** `counted` with its number in groups: 12,345 candidates. */
export const formatCounted = (count: number, one: string, many?: string): string => counted(count, one, many, formatCount(count));

/** Three significant digits, never in powers of ten: 0.0123 · 1.23 · 123 · 12,300 · −0.5. */
export function formatDigits(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return 'n/a';
  const rounded = Number(value.toPrecision(3));
  const decimals = Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded)))));
  return rounded.toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: decimals }).replace('-', '−');
}

/** Queries that are answered in a second: 1 query/s, 20 queries/s. */
export const formatRate = (perSecond: number): string => counted(perSecond, 'query/s', 'queries/s', formatDigits(perSecond));

/** In the unit a person would use: 12 ns · 350 µs · 12.3 ms · 4.5 s · 3.2 min · 5.1 h · 12 days · 3.4 years. */
export function formatSeconds(seconds: number): string {
  const scales: readonly [number, string][] = [
    [365.25 * 86_400, 'years'],
    [2 * 86_400, 'days'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
    [1e-3, 'ms'],
    [1e-6, 'µs'],
    [1e-9, 'ns'],
  ];
  const sizes: Readonly<Record<string, number>> = { days: 86_400 };
  const size = Math.abs(seconds);
  for (const [from, name] of scales) if (size >= from) return `${formatDigits(seconds / (sizes[name] ?? from))} ${name}`;
  return `${formatDigits(seconds)} s`;
}

export const formatMs = (ms: number): string => formatSeconds(ms / 1000);

/** Powers of 1,024. */
export function formatBytes(bytes: number): string {
  const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(names.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10)));
  return `${formatDigits(bytes / 1024 ** power)} ${names[power]}`;
}

/** A fraction as a number of a hundred with one decimal: 12.3 · −0.4. */
export const formatPercent = (fraction: number): string => {
  const text = (100 * fraction).toFixed(1);
  return text === '-0.0' ? '0.0' : text.replace('-', '−');
};

/** A probability as it is printed everywhere: three decimals, and nothing finer. */
export const formatP = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** A difference of fractions in points of a hundred, with its interval: +1.2 [0.4, 2.0]. */
export function formatPoints({ value, low, high }: Measured): string {
  const text = formatPercent(value);
  const sign = value > 0 && text !== '0.0' ? '+' : '';
  const interval = low === undefined || high === undefined ? '' : ` [${formatPercent(low)}, ${formatPercent(high)}]`;
  return `${sign}${text}${interval}`;
}
