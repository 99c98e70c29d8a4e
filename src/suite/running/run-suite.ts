import { isSynthetic } from '../../dataset/manifest.ts';
import { UserError } from '../../errors.ts';
import { readMachine } from '../../measuring/machine.ts';
import type { CellRecord, MachineFacts, RunRecord } from '../../record.ts';
import type { Json } from '../cell.ts';
import { installedBuild, nativeVersions } from '../installation.ts';
import { hangSeconds } from '../planning/estimate.ts';
import type { Suite } from '../reading/schema.ts';
import { firstDifference } from './first-difference.ts';
import { machineWarnings } from './machine-warnings.ts';
import type { Orchestration } from './orchestrate.ts';
import type { Prepared, SuiteOptions } from './prepare.ts';
import type { Progress } from './progress.ts';
import { runToEnd } from './run-to-end.ts';

export interface SuiteRun<Report> {
  /** The command that does the same again. */
  readonly command: string;
  readonly prepared: Prepared;
  readonly out: string;
  readonly runId: string;
  readonly resume: boolean;
  readonly progress: Progress;
  /** Called when the run is told to end, before it has ended. */
  readonly onInterrupt: () => void;
  /** Derives from OUT what people read, once the cells are there. */
  readonly report: (out: string) => Promise<Report>;
}

export interface FinishedRun<Report> {
  readonly record: RunRecord;
  /** In the order of the plan, those that ended. */
  readonly cells: readonly CellRecord[];
  readonly failed: readonly CellRecord[];
  readonly interrupted: boolean;
  /** Left out when the run was interrupted. */
  readonly report?: Report;
}

/**
 * Carries out a prepared suite and derives its report.
 * @throws UserError of kind `input` when the run that is resumed is of another suite, `environment` when it was begun on another machine, and what
 * `openStore` throws
 */
export async function runSuite<Report>(run: SuiteRun<Report>): Promise<FinishedRun<Report>> {
  const { command, prepared, out, runId, resume, progress, onInterrupt } = run;
  const { suite, datasets, cells } = prepared;
  const machine = await readMachine(nativeVersions());
  const header = (earlier: RunRecord | undefined): Orchestration['header'] => {
    if (earlier !== undefined) {
      refuseOtherSuite(earlier.suite, suite, out);
      refuseOtherMachine(earlier.machine, machine, out);
    }
    return {
      format: 'matchbench-record',
      formatVersion: 1,
      runId: earlier?.runId ?? runId,
      matchbench: installedBuild,
      command,
      suite,
      datasets: Object.entries(datasets).map(([name, { hash, manifest }]) => ({
        name,
        version: manifest.version,
        hash,
        synthetic: isSynthetic(manifest) ? true : undefined,
      })),
      machine,
      warnings: machineWarnings(suite.threads, machine),
    };
  };
  const outcome = await runToEnd({
    cells,
    out,
    resume,
    worker: new URL('./worker.js', import.meta.url),
    datasets,
    header,
    threads: suite.threads,
    allowFallback: suite.allowFallback,
    limitSeconds: ({ estimate }) => (suite.cellMinutes === undefined ? hangSeconds(estimate) : suite.cellMinutes * 60),
    progress,
    onInterrupt,
  });
  return outcome.interrupted ? outcome : { ...outcome, report: await run.report(out) };
}

/** Cells of two suites do not belong in one record: the report would compare what no suite asked for. */
function refuseOtherSuite(earlier: RunRecord['suite'], now: Suite, out: string): void {
  const difference = firstDifference(earlier as Json, now as unknown as Json);
  if (difference === undefined) return;
  const { key, before = 'nothing', now: given = 'nothing' } = difference;
  throw new UserError('input', `this run is of another suite: ${key} was ${before} and is now ${given}`, {
    place: out,
    remedy: 'Start a new run with another --out, or resume with the suite, --seeds and --threads that it was begun with.',
  });
}

/** Times of two machines do not belong in one record. */
function refuseOtherMachine(earlier: MachineFacts, now: MachineFacts, out: string): void {
  if (earlier.id === now.id) return;
  const changed = Object.keys(now).filter(
    (name) =>
      name !== 'id' && JSON.stringify(now[name as keyof MachineFacts]) !== JSON.stringify(earlier[name as keyof MachineFacts]),
  );
  throw new UserError(
    'environment',
    `this run was begun on another machine or with other libraries (${changed.join(', ')} differ)`,
    {
      place: out,
      remedy: 'Start a new run with another --out.',
    },
  );
}

/** The command that does the same again. */
export function commandOf(
  {
    suite,
    data,
    seeds,
    threads,
    trials,
    device,
    allowFallback,
    reuse,
  }: Omit<SuiteOptions, 'suite'> & { readonly suite?: string; readonly reuse?: string },
  command: 'run' | 'tune' = 'run',
): string {
  const quoted = (text: string): string => (/^[\w./@+-]+$/.test(text) ? text : JSON.stringify(text));
  const named = suite === undefined ? '' : ` ${command === 'run' ? '--suite ' : ''}${quoted(suite)}`;
  const given = [
    data === undefined ? '' : ` --data ${quoted(data)}`,
    reuse === undefined ? '' : ` --reuse ${quoted(reuse)}`,
    seeds === undefined ? '' : ` --seeds ${seeds}`,
    threads === undefined ? '' : ` --threads ${threads}`,
    trials === undefined ? '' : ` --trials ${trials}`,
    device === undefined ? '' : ` --device ${device}`,
    allowFallback ? ' --allow-fallback' : '',
  ];
  return `npx matchbench ${command}${named}${given.join('')}`;
}
