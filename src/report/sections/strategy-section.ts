import { counted } from '../../counted.ts';
import { type AffordableSize, affordableSize } from '../../decision/affordable-size.ts';
import { type BreakEvenSize, breakEvenSize } from '../../decision/break-even-size.ts';
import { costLines } from '../../decision/cost-lines.ts';
import type { BulkCost, CostModel, Strategy } from '../../decision/cost-model.ts';
import { formatRatio } from '../../decision/decision-words.ts';
import { type Growth, measuredSizes } from '../../decision/growth.ts';
import type { Measured } from '../../decision/measured.ts';
import { formatBytes, formatCount, formatMs, formatSeconds } from '../../decision/quantities.ts';
import { machineHours } from '../../decision/wish.ts';
import type { RunRecord } from '../../record.ts';
import { arrow } from '../figures/figure-lookup.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

/** Milliseconds within which single queries are to be answered, beside the objective of the suite's load. */
const objectives = [100, 1000];
/** Break-even sizes that are listed. */
const listed = 20;

/** Per data set and direction: what each strategy costs over the number of candidates M, up to which M it is affordable, and where two cost the same. */
export function strategySection({ suite }: RunRecord, models: readonly CostModel[]): string[] {
  if (models.length === 0) return [];
  const { objectiveMs } = (suite.serving ?? {}) as { readonly objectiveMs?: unknown };
  const within = [...new Set([...(typeof objectiveMs === 'number' ? [objectiveMs] : []), ...objectives])].toSorted(
    (a, b) => a - b,
  );
  return [
    '## Which strategy, up to how many candidates',
    '',
    '`matchbench decide` answers that for a wish: candidates, rate, latency, quality, updates. Two jobs have two costs, each from what was measured, with 95 % intervals: one query at a time takes a + d · M ' +
      '(a + d · ln M where that form fits several sizes much better), its encoding included, by the backbone too where that was timed (part of a, as is what a cascade or a graph does with the few that its network scores); all pairs at once a + b · N + c · M + d · N · M, with N left and M right items. ' +
      'Up to M: where the p99 of single queries reaches the time, with nothing else going on; “≥” where latency was measured at one M alone: it is taken to grow in proportion, but for encoding the query, though a scan that outgrows the caches of a processor grows faster; “<” where it was not within the time there, ' +
      '“none” where what M does not touch is not, “every” where it never reaches the time; n/a: too few queries for a p99. Quality: ' +
      'nDCG@10 as a ratio to the best strategy over as many candidates, at the most over which it is paired by family; beyond 10 times the largest pool it is unknown.',
    '',
    ...models.flatMap((model) => [
      `### ${escapeMarkdown(model.dataset)}, ${arrow(model.direction)}`,
      '',
      ...markdownTable(model.strategies, columnsOf(within)),
      ...exhaustiveLimits(model, within),
      ...breakEvens(model),
    ]),
  ];
}

const columnsOf = (within: readonly number[]): Column<Strategy>[] => [
  { head: 'model', cell: ({ model }) => escapeMarkdown(model) },
  { head: 'scorer', cell: ({ scorer }) => escapeMarkdown(scorer) },
  { head: 'quality', right: true, cell: ({ pools }) => qualityOf(pools) },
  { head: 'measured at M', right: true, cell: ({ latencyMs }) => (latencyMs === undefined ? undefined : sizesOf(latencyMs)) },
  { head: 'one query, mean', cell: ({ latencyMs }) => (latencyMs === undefined ? undefined : growthWords(latencyMs)) },
  {
    head: 'of it, whatever M',
    right: true,
    cell: ({ latencyMs }) => (latencyMs?.fixed === undefined ? undefined : formatMs(latencyMs.fixed)),
  },
  ...within.map(
    (ms): Column<Strategy> => ({
      head: `up to M within ${formatMs(ms)}`,
      right: true,
      cell: (strategy) => affordableWords(strategy, affordableSize(strategy, ms)),
    }),
  ),
  { head: 'all pairs', cell: ({ bulk }) => (bulk === undefined ? undefined : bulkWords(bulk)) },
  {
    head: 'bytes an item',
    right: true,
    cell: ({ bytesPerItem }) => (bytesPerItem === undefined ? undefined : formatBytes(bytesPerItem)),
  },
  { head: 'an update', right: true, cell: updateWords },
];

/** In the largest pool where it is paired with the best, otherwise in the largest. */
function qualityOf(pools: Strategy['pools']): string | undefined {
  const largest = pools.toReversed();
  const pool = largest.find(({ ratio }) => ratio?.low !== undefined) ?? largest.find(({ ratio }) => ratio !== undefined);
  return pool?.ratio && `${bracketed(pool.ratio, formatRatio)} at ${formatCount(pool.candidates)}`;
}

function sizesOf(growth: Growth): string {
  const { smallest, largest } = measuredSizes(growth);
  return smallest === largest ? formatCount(smallest) : `${formatCount(smallest)} to ${formatCount(largest)}`;
}

function growthWords(growth: Growth): string {
  if (growth.form === 'one size') return bracketed(growth.at.cost, formatMs);
  const { coefficients, intervals } = growth.fit;
  const [offset, slope] = coefficients.map((value, i) => {
    const interval = intervals?.[i];
    return { value, low: interval?.low, high: interval?.high };
  });
  if (growth.form === 'logarithm') return `${bracketed(offset!, formatMs)} + ${bracketed(slope!, formatMs)} · ln M`;
  return `${bracketed(offset!, formatMs)} + ${bracketed(thousand(slope!), formatMs)} a thousand`;
}

const thousand = ({ value, low, high }: Measured): Measured => ({
  value: value * 1000,
  low: low === undefined ? undefined : low * 1000,
  high: high === undefined ? undefined : high * 1000,
});

const bracketed = ({ value, low, high }: Measured, format: (value: number) => string): string =>
  low === undefined || high === undefined ? format(value) : `${format(value)} [${format(low)}, ${format(high)}]`;

function affordableWords({ latencyMs, p99Ms }: Strategy, found: AffordableSize | undefined): string | undefined {
  if (p99Ms === undefined) return latencyMs === undefined ? undefined : 'n/a';
  if (found === undefined) return 'every (extrapolated)';
  const { candidates, low, high, basis } = found;
  // From one size only a side is known.
  if (basis === 'bound' && candidates > 0) return `≥ ${formatCount(candidates)}`;
  if (candidates === 0) return high === 0 ? 'none' : `< ${formatCount(measuredSizes(p99Ms).smallest)}`;
  const interval =
    low === undefined ? '' : ` [${formatCount(low)}, ${high === undefined ? 'not determined' : formatCount(high)}]`;
  return `${formatCount(candidates)}${interval}${basis === 'extrapolated' ? ' (extrapolated)' : ''}`;
}

function bulkWords({ pairs, leftMs, rightMs }: BulkCost): string {
  const [offset, slope] = pairs.coefficients.map((seconds, i) => {
    const interval = pairs.intervals?.[i];
    return bracketed({ value: seconds, low: interval?.low, high: interval?.high }, formatSeconds);
  });
  const side = (ms: number | undefined, letter: string): string[] =>
    ms === undefined || ms === 0 ? [] : [`${formatMs(ms)} · ${letter}`];
  return [offset!, ...side(leftMs, 'N'), ...side(rightMs, 'M'), `${slope!} · N · M`].join(' + ');
}

/** Stages that were not measured are named, not counted. */
function updateWords({ refresh: { backboneMs, encodeMs, buildMs } }: Strategy): string | undefined {
  const known = [backboneMs, encodeMs, buildMs].filter((ms) => ms !== undefined);
  if (known.length === 0) return undefined;
  return `${formatMs(known.reduce((sum, ms) => sum + ms, 0))}${backboneMs === undefined ? ', without the backbone' : ''}`;
}

/** Up to how many candidates a fusion network can score every one of them for a query: where it stops being affordable. */
function exhaustiveLimits({ strategies }: CostModel, within: readonly number[]): string[] {
  const lines = strategies.flatMap((strategy) => {
    if (strategy.scorer !== 'exhaustive-factorised') return [];
    const limits = within.flatMap((ms) => {
      const found = affordableSize(strategy, ms);
      // From one size only a lower bound is known, which is no limit.
      return found === undefined || found.basis === 'bound'
        ? []
        : [`${found.candidates === 0 ? 0 : affordableWords(strategy, found)} within ${formatMs(ms)}`];
    });
    if (limits.length === 0) return [];
    return [`- ${escapeMarkdown(strategy.model)} on every candidate stops being affordable at M = ${limits.join(', ')} at p99.`];
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

/** Of every pair whose lines meet, the smallest M first. */
function breakEvens(model: CostModel): string[] {
  const known = model.strategies.filter(({ latencyMs }) => latencyMs !== undefined && latencyMs.form !== 'one size');
  if (known.length < 2) return [];
  const near = Math.max(...known.map(({ latencyMs }) => measuredSizes(latencyMs!).largest));
  const lines = costLines(model, { candidates: near, queriesPerSecond: 1 }, machineHours(model));
  const pairs = known.flatMap((a, i) => known.slice(i + 1).flatMap((b) => breakEvenSize(lines, a, b, near) ?? []));
  const meeting = pairs.filter(({ candidates }) => candidates !== undefined).toSorted((a, b) => a.candidates! - b.candidates!);
  if (meeting.length === 0) return ['Of no two strategies do the costs of a query meet between 10 and a billion candidates.', ''];
  const size = (value: number | undefined): string => (value === undefined ? 'not determined' : formatCount(Math.round(value)));
  const more = meeting.length - listed;
  return [
    'Where a query costs the same (time of one query, rate and updates left aside; the interval takes both latencies at opposite ends of theirs):',
    '',
    ...markdownTable<BreakEvenSize>(meeting.slice(0, listed), [
      { head: 'costs less below', cell: ({ below }) => escapeMarkdown(below) },
      { head: 'costs less above', cell: ({ above }) => escapeMarkdown(above) },
      { head: 'M', right: true, cell: ({ candidates }) => size(candidates) },
      {
        head: '95 %',
        right: true,
        cell: ({ low, high }) => (low === undefined && high === undefined ? undefined : `[${size(low)}, ${size(high)}]`),
      },
      { head: 'basis', cell: ({ extrapolated }) => (extrapolated ? 'extrapolated' : 'measured') },
    ]),
    ...(more > 0 ? [`… and ${counted(more, 'more pair')} (\`matchbench decide --json\` has all of a wish).`, ''] : []),
  ];
}
