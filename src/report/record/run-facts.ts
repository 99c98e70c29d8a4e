import { counted } from '../../counted.ts';
import { formatBytes, formatSeconds } from '../../decision/quantities.ts';
import type { CellRecord, RunRecord } from '../../record.ts';
import type { LoadedRecord } from './read-record.ts';

/** What a report says of the machine and of the run as a whole, a name and a value each. */
export function runFacts({ record, cells }: Pick<LoadedRecord, 'record' | 'cells'>): [string, string][] {
  const { machine, matchbench, runId, attempts } = record;
  const known = (value: number | undefined, format: (value: number) => string): string | undefined =>
    value === undefined ? undefined : format(value);
  const all: [string, string | undefined][] = [
    ['processor', `${machine.cpu}, ${counted(machine.cores, 'core')}`],
    ['memory', known(machine.memoryBytes, formatBytes)],
    ['accelerators', machine.accelerators?.join('; ')],
    ['governor of the clock', machine.governor],
    ['system', `${machine.platform} ${machine.architecture}`],
    ['virtualisation', machine.virtualisation],
    ['limit of processors', known(machine.cgroupCpuQuota, String)],
    ['limit of memory', known(machine.cgroupMemoryBytes, formatBytes)],
    ['Node.js', machine.node],
    [
      'libraries',
      Object.entries(machine.libraries)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['matchbench', matchbench],
    ['run', runId],
    ['wall time of the run', known(wallSeconds(attempts, cells), formatSeconds)],
    ['largest peak memory of a process of the run', known(largestPeak(cells), formatBytes)],
    ['machine id', machine.id],
  ];
  return all.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '');
}

/**
 * Seconds from start to end of every attempt, added. An attempt that was cut off ends with the last cell that it finished; `undefined`
 * when no attempt has an end.
 */
function wallSeconds(attempts: RunRecord['attempts'], cells: readonly CellRecord[]): number | undefined {
  const starts = attempts.map(({ startedAt }) => Date.parse(startedAt));
  const seconds = attempts.flatMap(({ finishedAt }, i) => {
    const next = starts[i + 1] ?? Number.POSITIVE_INFINITY;
    const ended = cells.map((cell) => Date.parse(cell.finishedAt)).filter((at) => at >= starts[i]! && at < next);
    const end = finishedAt === undefined ? Math.max(...ended) : Date.parse(finishedAt);
    return Number.isFinite(end - starts[i]!) ? [(end - starts[i]!) / 1000] : [];
  });
  return seconds.length === 0 ? undefined : seconds.reduce((sum, value) => sum + value, 0);
}

/** Bytes: the largest resident set of any process that a cell ran in, training included. */
function largestPeak(cells: readonly CellRecord[]): number | undefined {
  const peaks = cells.map(({ details }) => details?.workerPeakBytes).filter((peak) => typeof peak === 'number');
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}
