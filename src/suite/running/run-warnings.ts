import { counted } from '../../counted.ts';
import type { CellRecord, RunRecord } from '../../record.ts';
import { disturbance } from '../../report/record/disturbance.ts';
import type { Warning } from '../../types.ts';

/** Doubts of a cell that hold for the whole run. */
const everywhere: readonly string[] = ['index-library', 'sanity', 'device-fallback', 'trained-elsewhere'];

/** What concerns a run as a whole: made again from its suite and its cells whenever the record is written. */
export function runWarnings(suite: RunRecord['suite'], cells: readonly CellRecord[]): Warning[] {
  const warnings: Warning[] = [];
  if (suite.seeds === 1) {
    warnings.push({
      code: 'one-seed',
      message: 'One seed was run, so nothing is said about the spread over seeds, and nothing is claimed about families.',
      remedy: 'Run a suite with more seeds.',
    });
  }
  const { disturbed, timed } = disturbance(cells);
  if (disturbed > 0) {
    warnings.push({
      code: 'noisy-machine',
      message: `The machine was not quiet during ${disturbed} of ${counted(timed, 'cell that takes', 'cells that take')} times.`,
      remedy: 'Repeat the run on a quiet machine before its times are compared with others.',
    });
  }
  const lifted = cells.flatMap((cell) => cell.warnings.filter(({ code }) => everywhere.includes(code)));
  return [...warnings, ...new Map(lifted.map((warning) => [warning.message, warning])).values()];
}
