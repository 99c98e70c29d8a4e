import { formatBytes, formatCount, formatDigits, formatMs } from '../decision/quantities.ts';
import { plainText } from '../report/text/escape.ts';
import { detectableText, gateFacts, gateHeadline, harmText, toleranceText, verdictText } from '../report/text/gate-words.ts';
import { numberColumn, tableOf, textColumn } from '../report/text/terminal-table.ts';
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

/** For a terminal of that width, or for a pipe: verdict, table worst first, reasons of what did not pass. */
export function toText(result: GateResult, width?: number): string {
  const columns = [
    textColumn('metric'),
    ...['base', 'head', 'harm [95 %]', 'tolerance', 'finds'].map(numberColumn),
    textColumn('verdict'),
  ];
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
    gateHeadline(result),
    ...gateFacts(result),
    '',
    ...tableOf(columns, rows, width),
    'harm: + is worse; finds: the smallest true harm that about 80 % of such gates would call a fail',
    '',
    ...open.map((metric) => `${metric.name}: ${metric.verdict}: ${metric.reason}`),
    ...result.notes.map((note) => `note: ${note}`),
  ]
    .map(plainText)
    .join('\n')
    .trimEnd()
    .concat('\n');
}
