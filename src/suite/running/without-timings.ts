import type { CellRecord, Figure } from '../../record.ts';
import { costMetric } from '../../report/costs/cost-metrics.ts';
import { equalTimeSuffix } from '../../report/record/arms.ts';
import { noiseCodes } from '../../report/record/disturbance.ts';
import type { LoadedRecord } from '../../report/record/read-record.ts';
import type { Warning } from '../../types.ts';
import type { Json } from '../cell.ts';

/**
 * Everything in a record that the clock, the memory at hand or the order of threads decides. Two runs of one suite by one build on one machine differ here and
 * nowhere else.
 */
export const timings = {
  /** Keys of `record.json`; of its index also the hashes of the cells, which hold what follows. */
  record: ['runId', 'attempts'],
  /** Keys of a cell. */
  cell: ['startedAt', 'finishedAt'],
  /** Keys of a cell's details, by their path. */
  details: [
    'workerPeakBytes',
    'residentBytesBefore',
    'residentBytesOpened',
    'conditions',
    'warmUps',
    'built',
    'batches',
    'load',
    'log.stepSeconds',
    'log.checkSeconds',
  ],
  /**
   * Units of figures and of sample series; other figures that are measured, not computed, say so in their row of `costMetrics` (`varies`). Of a series the
   * number of values too: it ends when enough time is gone.
   */
  units: ['s', 'ms'],
  /** Codes of the warnings that judge a measurement. */
  warnings: [...noiseCodes, 'noisy-machine', 'cache-anomaly', 'cut-short', 'warm-up', 'load-generator', 'rate-not-sustained'],
  /** Files whose bytes depend on the order of threads: indexes, where several build them. */
  threadedFiles: /\/indexes\//,
  /** Models that are trained for a time, not for a number of steps: what is left of their cells is which there are, and how they ended. */
  models: new RegExp(`${equalTimeSuffix}$`),
} as const;

/** A run as plain JSON, without what `timings` lists: of two runs of one suite by one build on one machine it is equal. */
export function withoutTimings({ record, cells }: Pick<LoadedRecord, 'record' | 'cells'>): Record<string, Json | undefined> {
  const { threads, serving } = record.suite as { threads?: number; serving?: { threads?: readonly number[] } };
  const threaded = [threads, ...(serving?.threads ?? [])].some((count) => Number(count) > 1);
  const kept = {
    ...omit(record, timings.record),
    warnings: lastingWarnings(record.warnings),
    cells: Object.fromEntries(record.cells.map(({ id, file }, i) => [id, { file, ...lasting(cells[i]!, threaded) }])),
  };
  return JSON.parse(JSON.stringify(kept)) as Record<string, Json>;
}

function lasting(cell: CellRecord, threaded: boolean): object {
  const timed = timings.models.test(cell.key.model ?? '');
  const { figures, samples, files, details, warnings, ...rest } = omit(cell, timings.cell) as Omit<
    CellRecord,
    'startedAt' | 'finishedAt'
  >;
  const isTimed = ({ metric, unit }: Figure): boolean => {
    const varies = costMetric(metric)?.varies;
    return timed || timings.units.some((known) => known === unit) || varies === 'always' || (threaded && varies === 'threads');
  };
  return {
    ...rest,
    figures: figures.map((figure) => (isTimed(figure) ? omit(figure, ['value', 'samples']) : figure)),
    samples: samples.map((series) => (timings.units.some((unit) => unit === series.unit) ? omit(series, ['values']) : series)),
    files: files.map((file) => (timed || (threaded && timings.threadedFiles.test(file.path)) ? file.path : file)),
    ...(timed ? {} : { details: omit(details ?? {}, timings.details) }),
    warnings: lastingWarnings(warnings),
  };
}

const lastingWarnings = (warnings: readonly Warning[]): Warning[] =>
  warnings.filter(({ code }) => !timings.warnings.some((known) => known === code));

/** A copy without some keys; a key with a dot lies deeper. */
function omit(value: object, keys: readonly string[]): object {
  const here = Object.entries(value).filter(([name]) => !keys.includes(name));
  return Object.fromEntries(
    here.map(([name, inner]) => {
      const deeper = keys.flatMap((key) => (key.startsWith(`${name}.`) ? [key.slice(name.length + 1)] : []));
      return [name, deeper.length === 0 ? inner : omit(inner as object, deeper)];
    }),
  );
}
