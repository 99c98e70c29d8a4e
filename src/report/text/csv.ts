import { stringify } from 'csv-stringify/sync';
import type { Figure } from '../../record.ts';

/** Columns of results.csv, in this order: a contract. */
const columns = [
  { key: 'model', header: 'model' },
  { key: 'scorer', header: 'scorer' },
  { key: 'direction', header: 'direction' },
  { key: 'dataset', header: 'dataset' },
  { key: 'split', header: 'split' },
  { key: 'seed', header: 'seed' },
  { key: 'device', header: 'device' },
  { key: 'leftCount', header: 'left_count' },
  { key: 'rightCount', header: 'right_count' },
  { key: 'metric', header: 'metric' },
  { key: 'unit', header: 'unit' },
  { key: 'value', header: 'value' },
  { key: 'ciLow', header: 'ci_low' },
  { key: 'ciHigh', header: 'ci_high' },
  { key: 'samples', header: 'samples' },
] as const satisfies readonly { key: keyof Figure; header: string }[];

/**
 * results.csv (RFC 4180, line feeds): a figure a row, an empty cell for what is missing. Numbers are the shortest text that reads back
 * as the same number. A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection).
 */
export const toCsv = (figures: readonly Figure[]): string =>
  stringify([...figures], {
    header: true,
    columns: [...columns],
    escape_formulas: true,
    quoted_match: /\r/,
    cast: { number: (value) => ({ value: String(value), escape_formulas: false }) },
  });
