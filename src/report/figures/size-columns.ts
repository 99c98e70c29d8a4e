import { costAt } from '../../decision/growth.ts';
import { formatCount, formatDigits, formatMs, formatPercent, formatPoints } from '../../decision/quantities.ts';
import type { SizeSweep } from '../costs/size-sweeps.ts';

/** Numbers of candidates that a report extrapolates to. */
const beyond = 1_000_000;

/** A column of numbers, as report.md and report.html both write it. */
export interface NumberColumn<Row> {
  readonly head: string;
  readonly text: (row: Row) => string | undefined;
}

export const sizeTitle = 'Cost of one query over the number of candidates';

export const sizeNote =
  'Median of single queries, items of all parts. * marks candidates that were drawn from a density fitted to the real items: they say what things cost and nothing of quality; † that an index, at this setting ' +
  'or another one, finds another share of the best on them than on real items, so that its starred times do not hold. The form is fitted through all sizes but the largest, which it predicts; the extrapolated column was not measured.';

/** What marks a scorer whose starred times do not hold. */
export const unlikeMark = ({ invalid }: SizeSweep): string => (invalid ? ' †' : '');

export function sweepColumns(sweeps: readonly SizeSweep[]): NumberColumn<SizeSweep>[] {
  const sizes = [...new Set(sweeps.flatMap(({ points }) => points.map(({ candidates }) => candidates)))].sort((a, b) => a - b);
  return [
    ...sizes.map((size) => ({
      head: formatCount(size),
      text: ({ points }: SizeSweep) => {
        const found = points.find(({ candidates }) => candidates === size);
        return found === undefined ? undefined : `${formatMs(found.ms)}${found.isDrawn ? '*' : ''}`;
      },
    })),
    { head: 'grows as', text: ({ growth }) => (growth === undefined || growth.form === 'one size' ? undefined : growth.form) },
    { head: 'largest, predicted', text: ({ heldOut }) => heldOut && withInterval(heldOut.predicted) },
    {
      head: 'error',
      text: ({ heldOut }) => heldOut && `${heldOut.error > 0 ? '+' : ''}${formatDigits(100 * heldOut.error)} %`,
    },
    {
      head: `${formatCount(beyond)}, extrapolated`,
      text: ({ growth }) =>
        growth === undefined || growth.form === 'one size' ? undefined : withInterval(costAt(growth, beyond)),
    },
  ];
}

/** Sweeps of which is known how an index does over drawn items. */
export const meetingSweeps = (sweeps: readonly SizeSweep[]): SizeSweep[] => sweeps.filter(({ meeting }) => meeting !== undefined);

export const meetingNote =
  'Share of the exact best (k as in the suite) that an index finds over as many drawn as real items. Where the two differ by more than 2 points at one setting, no time of that index over drawn items is taken, at any.';

export const meetingColumns: readonly NumberColumn<SizeSweep>[] = [
  { head: 'candidates', text: ({ meeting }) => meeting && formatCount(meeting.candidates) },
  { head: 'real', text: ({ meeting }) => meeting && formatPercent(meeting.real) },
  { head: 'drawn', text: ({ meeting }) => meeting && formatPercent(meeting.drawn) },
  { head: 'difference, points', text: ({ meeting }) => meeting && formatPoints({ value: meeting.drawn - meeting.real }) },
  { head: 'times over drawn items', text: ({ invalid }) => (invalid ? 'not taken' : 'taken') },
];

const withInterval = ({ value, low, high }: { readonly value: number; readonly low?: number; readonly high?: number }): string =>
  low === undefined || high === undefined ? formatMs(value) : `${formatMs(value)} [${formatMs(low)}, ${formatMs(high)}]`;
