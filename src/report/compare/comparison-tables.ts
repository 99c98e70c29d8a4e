import { counted } from '../../counted.ts';
import { formatBytes, formatCount, formatCounted, formatDigits, formatMs, formatPercent } from '../../decision/quantities.ts';
import { formatFigure, formatValue } from '../figures/figure-format.ts';
import { arrow } from '../figures/figure-lookup.ts';
import type { Comparison, LatencyRow, OvertakingRow, Subject } from './comparison.ts';

/** A table as plain texts: whoever prints it escapes them. Columns that are empty in every row are left out. */
export interface ComparisonTable {
  readonly title: string;
  readonly note: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many of the first columns are texts. */
  readonly texts: number;
}

/** Every table of a comparison, those with rows. */
export const comparisonTables = (comparison: Comparison): ComparisonTable[] =>
  [systemTable, equalQualityTable, latencyTable, batchTable, overtakingTable, transferTable]
    .map((make) => withoutEmpty(make(comparison)))
    .filter(({ rows }) => rows.length > 0);

const subjectHeads = ['data set', 'model', 'scorer', 'direction'];
const subjectCells = ({ dataset, model, scorer, direction }: Subject): string[] => [dataset, model, scorer, arrow(direction)];
const money = (value: number | undefined, { prices }: Comparison): string =>
  value === undefined || prices === undefined ? '' : `${formatDigits(value)} ${prices.currency}`;

function systemTable(comparison: Comparison): ComparisonTable {
  const rows = comparison.systems.map((system, i) => {
    const { name, machine, device, threads, operations, elsewhere, division, perHour } = system;
    const ran = Object.entries(operations ?? {}).map(([by, count]) => `${by} ${formatCount(count)}`);
    return [
      name,
      `${device}${elsewhere.length === 0 ? '' : ` and cpu (${elsewhere.join(', ')})`}`,
      device === 'cpu' ? 'the only provider opened' : ran.join(', ') || 'not proven',
      String(threads),
      `${machine.cpu}, ${counted(machine.cores, 'core')}, ${formatBytes(machine.memoryBytes)}`,
      (machine.accelerators ?? []).join('; '),
      `${machine.node}, ${Object.entries(machine.libraries)
        .map(([library, version]) => `${library} ${version}`)
        .join(', ')}`,
      machine.id.slice(0, 12),
      i === 0 ? 'reference' : division,
      perHour === undefined ? '' : `${money(perHour, comparison)} an hour`,
    ];
  });
  return {
    title: 'Systems',
    note:
      'closed: the same weights, byte for byte, in the same precision, as the first; open: others. Operations are counted in the profile of the first run of every session: ' +
      'what ran, not what was asked for. The machine id is the SHA-256 of all facts of a machine: runs of one id differ by device and threads only, others by their machines too.',
    heads: [
      'system',
      'device',
      'operations by',
      'threads',
      'machine',
      'accelerators',
      'libraries',
      'machine id',
      'division',
      'price',
    ],
    rows,
    texts: 9,
  };
}

/** How many times quicker than the first system. */
const times = (first: number | undefined, other: number | undefined): string =>
  first === undefined || other === undefined || !(other > 0) ? '' : ` (${formatDigits(first / other)}×)`;

function latencyTable(comparison: Comparison): ComparisonTable {
  const rows = comparison.latency.flatMap((row) =>
    row.systems.flatMap((one, i) =>
      Object.keys(one).length === 0
        ? []
        : [
            [
              ...subjectCells(row),
              formatCount(row.candidates),
              comparison.systems[i]!.name,
              one.p50 === undefined ? '' : `${formatFigure(one.p50)}${i === 0 ? '' : times(firstOf(row), one.p50.value)}`,
              one.p99 === undefined ? '' : formatFigure(one.p99),
              one.idle === undefined ? '' : formatFigure(one.idle),
              one.firstCall === undefined ? '' : formatFigure(one.firstCall),
              one.warmUpMs === undefined ? '' : formatMs(one.warmUpMs),
              money(one.pricePerMillion, comparison),
            ],
          ],
    ),
  );
  return {
    title: 'One query at a time',
    note: `p50 and p99 after warm-up, the query's encoding included, with 95 % intervals; in brackets how many times as fast as ${comparison.systems[0]?.name}. After an idle gap and first call: what a quiet service pays.`,
    heads: [
      ...subjectHeads,
      'candidates',
      'system',
      'p50',
      'p99',
      'after an idle gap',
      'first call',
      'warm-up',
      'a million queries',
    ],
    rows,
    texts: 4,
  };
}

const firstOf = (row: LatencyRow): number | undefined => row.systems[0]?.p50?.value;

function equalQualityTable(comparison: Comparison): ComparisonTable {
  const rows = comparison.equalQuality.flatMap(({ dataset, direction, floor, systems }) =>
    systems.map((found, i) => [
      dataset,
      arrow(direction),
      formatPercent(floor),
      comparison.systems[i]!.name,
      found === undefined ? 'none reaches it' : `${found.model}, ${found.scorer}`,
      found === undefined ? '' : formatPercent(found.quality),
      found === undefined ? '' : `${formatFigure(found.p50)}${i === 0 ? '' : times(systems[0]?.p50.value, found.p50.value)}`,
    ]),
  );
  return {
    title: 'At equal quality',
    note: 'The quickest way of each system to an nDCG@10 of at least 99 % of the best of all systems, in percent, one query at a time.',
    heads: ['data set', 'direction', 'nDCG@10 wanted', 'system', 'quickest', 'nDCG@10', 'p50'],
    rows,
    texts: 2,
  };
}

function batchTable(comparison: Comparison): ComparisonTable {
  const rows = comparison.batches.map((row) => [
    ...subjectCells(row),
    formatCount(row.candidates),
    formatCount(row.batch),
    ...row.systems.flatMap(({ throughput, pricePerMillion }) => [
      throughput === undefined ? '' : formatFigure(throughput),
      money(pricePerMillion, comparison),
    ]),
  ]);
  return {
    title: 'Throughput by batch',
    note:
      'Queries a second when so many are asked at once, their encoding included. The time of a batch is never divided into that of a query. ' +
      (comparison.prices === undefined
        ? ''
        : `Prices of ${comparison.prices.asOf}, of a million queries at that rate: as if the machine were never idle, and had no other work.`),
    heads: [
      ...subjectHeads,
      'candidates',
      'at once',
      ...comparison.systems.flatMap(({ name }) => [name, `${name}: a million queries`]),
    ],
    rows,
    texts: 4,
  };
}

function overtakingTable(comparison: Comparison): ComparisonTable {
  return {
    title: `Where another system overtakes ${comparison.systems[0]?.name}`,
    note: 'The smallest size from which it is faster at every larger one measured, beyond the doubt of both 95 % intervals. An extrapolation is where lines through both costs cross: an expectation, not a measurement.',
    heads: [...subjectHeads, 'over', 'system', 'overtakes'],
    rows: comparison.overtaking.map((row) => [...subjectCells(row), overOf(row), row.system, foundText(row)]),
    texts: 7,
  };
}

const overOf = ({ over, candidates }: OvertakingRow): string =>
  candidates === undefined ? over : `${over}, ${formatCounted(candidates, 'candidate')}`;

function foundText({ found: { from, smallest, largest, extrapolated } }: OvertakingRow): string {
  const range = `${formatCount(smallest)} to ${formatCount(largest)}`;
  if (from === smallest) return `everywhere, ${range}`;
  if (from !== undefined) return `from ${formatCount(from)} on, of ${range}`;
  const beyond = extrapolated === undefined ? '' : `; extrapolated: from about ${formatCount(extrapolated)}`;
  return `nowhere, ${range}${beyond}`;
}

function transferTable(comparison: Comparison): ComparisonTable {
  const rows = comparison.batches.flatMap((row) =>
    row.systems.flatMap(({ transfer, whole }, i) =>
      transfer === undefined || whole === undefined
        ? []
        : [
            [
              ...subjectCells(row),
              formatCount(row.candidates),
              formatCount(row.batch),
              comparison.systems[i]!.name,
              formatValue(whole.unit, whole.value),
              formatValue(transfer.unit, transfer.value),
            ],
          ],
    ),
  );
  return {
    title: 'Transfer apart',
    note: 'Mean time of a batch, and of moving as many bytes to the device and back in as many calls without any work. onnxruntime-node keeps nothing on a device between calls: the cached candidates travel with every batch.',
    heads: [...subjectHeads, 'candidates', 'at once', 'system', 'batch', 'transfer'],
    rows,
    texts: 4,
  };
}

function withoutEmpty(table: ComparisonTable): ComparisonTable {
  const kept = table.heads.map((_, column) => table.rows.some((row) => row[column] !== ''));
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, column) => kept[column]);
  return {
    ...table,
    heads: keep(table.heads),
    rows: table.rows.map(keep),
    texts: kept.slice(0, table.texts).filter(Boolean).length,
  };
}
