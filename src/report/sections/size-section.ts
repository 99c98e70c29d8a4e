import { costAt } from '../../decision/growth.ts';
import { formatCount, formatDigits, formatMs, formatPercent, formatPoints } from '../../decision/quantities.ts';
import type { RunRecord } from '../../record.ts';
import type { SizeSweep } from '../costs/size-sweeps.ts';
import { arrow } from '../figures/figure-lookup.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { markdownTable } from '../text/markdown-table.ts';

/** Numbers of candidates that a report extrapolates to. */
const beyond = 1_000_000;

/** How the time of one query grows with the number of candidates, and how well the smaller sizes predict the largest. */
export function sizeSection(record: RunRecord, sweeps: readonly SizeSweep[]): string[] {
  const lines = record.datasets.flatMap(({ name }) => {
    const rows = sweeps.filter(({ dataset }) => dataset === name);
    return rows.length === 0 ? [] : [`### ${escapeMarkdown(name)}`, '', ...sweepTable(rows), ...meetingTable(rows)];
  });
  if (lines.length === 0) return [];
  return [
    '## Cost of one query over the number of candidates',
    '',
    'Median of single queries, items of all parts. * marks candidates that were drawn from a density fitted to the real items: they say what things cost and nothing of quality; † that an index, at this setting ' +
      'or another one, finds another share of the best on them than on real items, so that its starred times do not hold. The form is fitted through all sizes but the largest, which it predicts; the extrapolated column was not measured.',
    '',
    ...lines,
  ];
}

function sweepTable(rows: readonly SizeSweep[]): string[] {
  const sizes = [...new Set(rows.flatMap(({ points }) => points.map(({ candidates }) => candidates)))].sort((a, b) => a - b);
  return markdownTable(rows, [
    { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') },
    { head: 'scorer', cell: ({ key, invalid }) => `${escapeMarkdown(key.scorer ?? '')}${invalid ? ' †' : ''}` },
    { head: 'direction', cell: ({ key }) => arrow(key.direction) },
    ...sizes.map((size) => ({
      head: formatCount(size),
      right: true,
      cell: ({ points }: SizeSweep) => {
        const found = points.find(({ candidates }) => candidates === size);
        return found === undefined ? undefined : `${formatMs(found.ms)}${found.isDrawn ? '*' : ''}`;
      },
    })),
    { head: 'grows as', cell: ({ growth }) => (growth === undefined || growth.form === 'one size' ? undefined : growth.form) },
    { head: 'largest, predicted', right: true, cell: ({ heldOut }) => heldOut && withInterval(heldOut.predicted) },
    {
      head: 'error',
      right: true,
      cell: ({ heldOut }) => heldOut && `${heldOut.error > 0 ? '+' : ''}${formatDigits(100 * heldOut.error)} %`,
    },
    {
      head: `${formatCount(beyond)}, extrapolated`,
      right: true,
      cell: ({ growth }) =>
        growth === undefined || growth.form === 'one size' ? undefined : withInterval(costAt(growth, beyond)),
    },
  ]);
}

/** Whether an index does over drawn items as over real ones. */
function meetingTable(sweeps: readonly SizeSweep[]): string[] {
  const rows = sweeps.flatMap(({ key, meeting, invalid }) => (meeting === undefined ? [] : [{ key, ...meeting, invalid }]));
  if (rows.length === 0) return [];
  return [
    'Share of the exact best (k as in the suite) that an index finds over as many drawn as real items. Where the two differ by more than 2 points at one setting, no time of that index over drawn items is taken, at any.',
    '',
    ...markdownTable(rows, [
      { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') },
      { head: 'scorer', cell: ({ key }) => escapeMarkdown(key.scorer ?? '') },
      { head: 'candidates', right: true, cell: ({ candidates }) => formatCount(candidates) },
      { head: 'real', right: true, cell: ({ real }) => formatPercent(real) },
      { head: 'drawn', right: true, cell: ({ drawn }) => formatPercent(drawn) },
      { head: 'difference, points', right: true, cell: ({ real, drawn }) => formatPoints({ value: drawn - real }) },
      { head: 'times over drawn items', cell: ({ invalid }) => (invalid ? 'not taken' : 'taken') },
    ]),
  ];
}

const withInterval = ({ value, low, high }: { readonly value: number; readonly low?: number; readonly high?: number }): string =>
  low === undefined || high === undefined ? formatMs(value) : `${formatMs(value)} [${formatMs(low)}, ${formatMs(high)}]`;
