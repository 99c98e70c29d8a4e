import { join, relative } from 'node:path';
import { UserError } from '../errors.ts';
import type { Prepared } from '../suite/running/prepare.ts';
import type { FinishedRun } from '../suite/running/run-suite.ts';
import { runEnding } from './run-ending.ts';

export interface Undertaking<Report> {
  readonly prepared: Prepared;
  /** The command that does the same again, without its folder. */
  readonly command: string;
  /** What a folder that nobody named is called after. */
  readonly name: string;
  readonly out: string | undefined;
  readonly resume: boolean | undefined;
  readonly report: (out: string) => Promise<Report>;
}

export interface Outcome<Report> extends FinishedRun<Report> {
  /** OUT, and as it is shown to people. */
  readonly folder: string;
  readonly shown: string;
  /** Says what failed, and with which exit code the process ends. */
  readonly end: () => void;
}

/** Nobody means a new folder by going on. Throws a `UserError` of kind `input`. */
export function refuseResumeWithoutOut(resume: boolean | undefined, out: string | undefined): void {
  if (resume && out === undefined) throw new UserError('input', '--resume needs --out, the folder of the run to go on with');
}

/** Carries out what was prepared: progress and, when it is told to end, the command that goes on, on standard error. */
export async function carryOut<Report>(undertaking: Undertaking<Report>): Promise<Outcome<Report>> {
  const { prepared, command, name, out, resume, report } = undertaking;
  const [{ runSuite }, { createProgress }] = await Promise.all([
    import('../suite/running/run-suite.ts'),
    import('../suite/running/progress.ts'),
  ]);
  const runId = `${timeStamp(new Date())}-${name}`;
  const folder = out ?? join('runs', runId);
  const shown = relative('.', folder) || '.';
  const goOn = `${command} --out ${JSON.stringify(shown)} --resume`;
  const finished = await runSuite({
    command,
    prepared,
    out: folder,
    runId,
    resume: resume ?? false,
    progress: createProgress(process.stderr),
    onInterrupt: () => void process.stderr.write(`\ninterrupted; continue with: ${goOn}\n`),
    report,
  });
  const end = (): void => {
    const { text, exitCode } = runEnding(finished, goOn);
    process.stderr.write(text);
    process.exitCode = exitCode;
  };
  return { ...finished, folder, shown, end };
}

/** 20261125-030405: sorts by time and is a good name on every file system. */
const timeStamp = (time: Date): string => time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
