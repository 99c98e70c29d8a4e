import { counted } from '../../counted.ts';
import { formatBytes, formatCount, formatDigits, formatMs } from '../../decision/quantities.ts';
import type { CellRecord, RunRecord } from '../../record.ts';
import { minimumSamples } from '../../statistics/percentile.ts';
import { startOfTimes } from '../costs/backbone-time.ts';
import { type LoadRun, loadRuns } from '../costs/load-runs.ts';
import { type ServedStrategy, servedOverlap, servedQuality, servedStrategies } from '../costs/served-strategies.ts';
import { formatFigure } from '../figures/figure-format.ts';
import { arrow, type SubjectKey, select } from '../figures/figure-lookup.ts';
import type { DerivedFigures } from '../figures/figures.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';
import { buildSweepTables } from './build-sweep-table.ts';
import { callTables } from './call-table.ts';
import { cascadeTables } from './cascade-table.ts';
import { fusionTable } from './fusion-table.ts';
import { keptIndexTable } from './kept-index-table.ts';
import { precisionTable } from './precision-table.ts';
import { stagesTable, startsTable } from './stages-table.ts';
import { partThreads, threadsTable } from './threads-table.ts';

/** Every way to serve, in one table with what none of the others beats marked; then what happened at the rates around the highest that was sustained. */
export function servingSection(
  record: RunRecord,
  cells: readonly CellRecord[],
  { figures }: Pick<DerivedFigures, 'figures'>,
): string[] {
  const lines = record.datasets.flatMap(({ name }) => {
    const here = select(figures, { dataset: name });
    const rows = servedStrategies(record, name, figures);
    // A run without the block `serving` has neither of them: its latencies stand in the tables of single queries.
    if (rows.every(({ quality, rate }) => quality === undefined && rate === undefined)) return [];
    const { served, threaded } = partThreads(record, rows);
    return [
      `### ${escapeMarkdown(name)}`,
      '',
      startOfTimes(name, here),
      '',
      ...strategyTable(served),
      ...stagesTable(served, here),
      ...startsTable(record, served, here),
      ...buildSweepTables(cells, here),
      ...cascadeTables(record, here),
      ...callTables(record, here),
      ...precisionTable(record, here),
      ...fusionTable(record, here),
      ...keptIndexTable(name, figures),
      ...threadsTable(record, served, threaded),
      ...loadTable(loadRuns(cells, name)),
    ];
  });
  if (lines.length === 0) return [];
  return [
    '## Ways to serve, from all cached to nothing cached',
    '',
    `Single-stream, server and offline are the scenarios of MLPerf. Single-stream p50 and p99: one query at a time over the whole test part. Server: highest tried rate of Poisson arrivals whose p99, from the moment a query was due, met the objective (0: none did). ` +
      `Offline: all queries of the test part at once, encoding included, by the median pass. ${servedQuality}: of the whole test part. Overlap: share of the ten best of the same model's exhaustive search that are returned. Exhaustive search as drawn (naive) and with a cache (factorised) rank alike: one of them is ranked for both. Bytes: caches and index, an item. Build: caching all candidates and building the index, once. ` +
      `★: no other row of that direction but a control is better in ${servedQuality}, p50 or bytes without being worse in another. n/a: a p99 needs ${counted(minimumSamples[99], 'query', 'queries')}.`,
    '',
    ...lines,
  ];
}

const strategyTable = (rows: readonly ServedStrategy[]): string[] =>
  markdownTable(rows, [
    { head: '', cell: ({ onFrontier }) => (onFrontier ? '★' : undefined) },
    ...subjectColumns<ServedStrategy>(),
    { head: 'candidates', right: true, cell: ({ candidates }) => formatCount(candidates) },
    { head: servedQuality, right: true, cell: ({ quality }) => quality && formatFigure(quality) },
    { head: servedOverlap, right: true, cell: ({ overlap }) => overlap && formatFigure(overlap) },
    { head: 'single-stream p50', right: true, cell: ({ p50, samples }) => (p50 ? formatMs(p50.value) : notEnough(samples)) },
    { head: 'single-stream p99', right: true, cell: ({ p99, samples }) => (p99 ? formatMs(p99.value) : notEnough(samples)) },
    { head: 'server, queries/s at the objective', right: true, cell: ({ rate }) => rate && formatFigure(rate) },
    { head: 'offline, queries/s', right: true, cell: ({ offline }) => offline && formatFigure(offline) },
    { head: 'bytes an item', right: true, cell: ({ bytesPerItem }) => formatted(bytesPerItem, formatBytes) },
    { head: 'build', right: true, cell: ({ buildMs }) => formatted(buildMs, formatMs) },
  ]);

/** The run at the highest rate that was sustained, and that at the lowest which was not. */
function loadTable(runs: readonly LoadRun[]): string[] {
  if (runs.length === 0) return [];
  const objectives = [...new Set(runs.map(({ objectiveMs }) => formatMs(objectiveMs)))].join(', ');
  const rows = runs.flatMap(({ key, sustained, failed }) =>
    [sustained, failed].flatMap((point) => (point === undefined ? [] : [{ key, point, isSustained: point === sustained }])),
  );
  return [
    `Under load, objective ${objectives} at p99: the highest rate that was sustained and the lowest that was not. The recursion of Lindley over the measured service times says what the queue alone makes of the p99.`,
    '',
    ...markdownTable(rows, [
      ...subjectColumns<(typeof rows)[number]>(),
      { head: 'queries/s offered', right: true, cell: ({ point }) => formatDigits(point.ratePerSecond) },
      { head: 'sustained', cell: ({ isSustained }) => (isSustained ? 'yes' : 'no') },
      { head: 'queries', right: true, cell: ({ point }) => formatCount(point.served) },
      { head: 'p50', right: true, cell: ({ point }) => formatted(point.p50Ms, formatMs) },
      { head: 'p99', right: true, cell: ({ point }) => formatted(point.p99Ms, formatMs) },
      { head: 'p99 by recursion', right: true, cell: ({ point }) => formatted(point.queueP99Ms, formatMs) },
      { head: 'busy', right: true, cell: ({ point }) => `${formatDigits(100 * point.utilisation)} %` },
      { head: 'backlog', cell: ({ point }) => (point.backlogGrows ? 'grows' : undefined) },
      { head: 'issued late p99', right: true, cell: ({ point }) => formatMs(point.issueDelayP99Ms) },
    ]),
  ];
}

const subjectColumns = <Row extends { readonly key: Partial<SubjectKey> }>(): Column<Row>[] => [
  { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') },
  { head: 'scorer', cell: ({ key }) => escapeMarkdown(key.scorer ?? '') },
  { head: 'direction', cell: ({ key }) => arrow(key.direction) },
];

const formatted = (value: number | undefined, format: (value: number) => string): string | undefined =>
  value === undefined ? undefined : format(value);
const notEnough = (samples: number | undefined): string | undefined =>
  samples === undefined ? undefined : `n/a (n = ${samples})`;
