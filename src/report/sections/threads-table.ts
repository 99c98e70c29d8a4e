import { formatMs } from '../../decision/quantities.ts';
import type { RunRecord } from '../../record.ts';
import { type RecordedStrategy, recordedStrategies, strategyLabel, strategyNamed } from '../costs/recorded-strategies.ts';
import type { ServedStrategy } from '../costs/served-strategies.ts';
import { arrow } from '../figures/figure-lookup.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

/** Rows of single queries alone, by another number of threads than the first, apart from those of everything. */
export function partThreads(
  record: RunRecord,
  rows: readonly ServedStrategy[],
): { readonly served: readonly ServedStrategy[]; readonly threaded: readonly Threaded[] } {
  const recorded = recordedStrategies(record.suite);
  const named = rows.map((row) => ({ row, strategy: strategyNamed(recorded, row.key) }));
  return {
    served: named.filter(({ strategy }) => strategy?.threads === undefined).map(({ row }) => row),
    threaded: named.flatMap(({ row, strategy }) =>
      strategy?.threads === undefined ? [] : [{ row, strategy, threads: strategy.threads }],
    ),
  };
}

interface Threaded {
  readonly row: ServedStrategy;
  readonly strategy: RecordedStrategy;
  readonly threads: number;
}

/** Single queries by the number of threads, each timed in a process of its own. */
export function threadsTable({ suite }: RunRecord, served: readonly ServedStrategy[], threaded: readonly Threaded[]): string[] {
  if (threaded.length === 0) return [];
  const [first] = (suite.serving as { readonly threads?: readonly unknown[] } | undefined)?.threads ?? [];
  const inWords = (count: unknown): string => (count === 1 ? '1 thread' : `${String(count)} threads`);
  const counts = [...new Set(threaded.map(({ threads }) => threads))].toSorted((a, b) => a - b);
  const others = (row: ServedStrategy): Threaded[] =>
    threaded.filter(
      ({ row: { key }, strategy }) =>
        key.model === row.key.model &&
        key.direction === row.key.direction &&
        strategyLabel({ ...strategy, threads: undefined }) === row.key.scorer,
    );
  const rows = served.flatMap((row) => {
    const by = others(row);
    return by.length === 0 ? [] : [{ row, by }];
  });
  const time = (row: ServedStrategy | undefined, p: 'p50' | 'p99'): string | undefined => {
    const figure = row?.[p];
    return figure && formatMs(figure.value);
  };
  const columns = (
    head: string,
    of: (line: (typeof rows)[number]) => ServedStrategy | undefined,
  ): Column<(typeof rows)[number]>[] =>
    (['p50', 'p99'] as const).map((p) => ({ head: `${p}, ${head}`, right: true, cell: (line) => time(of(line), p) }));
  return [
    'Single queries by the number of threads, each in a process of its own:',
    '',
    ...markdownTable(rows, [
      { head: 'model', cell: ({ row }) => escapeMarkdown(row.key.model ?? '') },
      { head: 'scorer', cell: ({ row }) => escapeMarkdown(row.key.scorer ?? '') },
      { head: 'direction', cell: ({ row }) => arrow(row.key.direction) },
      ...columns(inWords(first), ({ row }) => row),
      ...counts.flatMap((count) => columns(inWords(count), ({ by }) => by.find(({ threads }) => threads === count)?.row)),
    ]),
  ];
}
