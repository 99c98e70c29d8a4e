import { formatMs } from '../../decision/quantities.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { backboneMean } from '../costs/backbone-time.ts';
import type { ServedStrategy } from '../costs/served-strategies.ts';
import { stageMetrics } from '../costs/stage-metrics.ts';
import { meanName, percentileName } from '../figures/derived-names.ts';
import { arrow, find } from '../figures/figure-lookup.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

/** Where the time of a query goes, from its text or picture to its answers: means, since they add up. `figures` are those of the data set. */
export function stagesTable(served: readonly ServedStrategy[], figures: readonly Figure[]): string[] {
  if (served.length === 0) return [];
  const mean =
    (stage: string) =>
    ({ key }: ServedStrategy): number | undefined =>
      find(figures, { ...key, metric: meanName(stage) })?.value;
  const backbone = ({ key }: ServedStrategy): number | undefined => backboneMean(figures, key)?.value;
  const [whole, isTimed] = [mean('end to end'), served.some((row) => backbone(row) !== undefined)];
  return [
    'Where the time of a query goes, means of single queries: encode is the tower, or the side of a network that is cached for candidates; of the search what a scorer tells apart, first stage being what retrieves, in an index or before a network.',
    '',
    ...markdownTable(served, [
      ...subject,
      time('backbone', backbone),
      time('encode', mean('encode')),
      time('search', mean('search')),
      ...Object.keys(stageMetrics).map((stage) => time(`of it ${stage}`, mean(stage))),
      time('end to end', whole),
      ...(isTimed ? [time('with the backbone', (row) => sum(backbone(row), whole(row)))] : []),
    ]),
  ];
}

/** What a service pays when it starts and when it was quiet for a while, beside its steady state. `figures` are those of the data set. */
export function startsTable({ suite }: RunRecord, served: readonly ServedStrategy[], figures: readonly Figure[]): string[] {
  const of = ({ key }: ServedStrategy, metric: string): Figure | undefined => find(figures, { ...key, metric });
  const idle = percentileName('idle latency', 50);
  const rows = served.filter((row) => of(row, 'cold start') !== undefined || of(row, idle) !== undefined);
  if (rows.length === 0) return [];
  const { idleSeconds } = (suite.serving ?? {}) as { readonly idleSeconds?: unknown };
  const pause = typeof idleSeconds === 'number' ? ` of ${formatMs(1000 * idleSeconds)}` : '';
  const value = (metric: string) => (row: ServedStrategy) => of(row, metric)?.value;
  return [
    `Starts: from the start of a process to its first answer, candidates encoded and indexes built in it, without loading a backbone; the first call after opening in another process; a query after a pause${pause}, by the median; and the median of queries one after the other.`,
    '',
    ...markdownTable(rows, [
      ...subject,
      time('cold start', value('cold start')),
      time('first call', value('first call')),
      time('after a pause', value(idle)),
      time('steady', (row) => row.p50?.value),
    ]),
  ];
}

const subject: readonly Column<ServedStrategy>[] = [
  { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') },
  { head: 'scorer', cell: ({ key }) => escapeMarkdown(key.scorer ?? '') },
  { head: 'direction', cell: ({ key }) => arrow(key.direction) },
];

const time = (head: string, of: (row: ServedStrategy) => number | undefined): Column<ServedStrategy> => ({
  head,
  right: true,
  cell: (row) => {
    const ms = of(row);
    return ms === undefined ? undefined : formatMs(ms);
  },
});

const sum = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b;
