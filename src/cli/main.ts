#!/usr/bin/env node
import { Command, CommanderError } from '@commander-js/extra-typings';
import { exitCodes, UserError } from '../errors.ts';
import { installedVersion } from '../suite/installation.ts';
import { environmentError } from '../suite/running/environment-error.ts';
import { compareCommand } from './compare-command.ts';
import { dataCommand } from './data-command.ts';
import { decideCommand } from './decide-command.ts';
import { diffCommand } from './diff-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { describeError } from './error-text.ts';
import { evalCommand } from './eval-command.ts';
import { gateCommand } from './gate-command.ts';
import { listCommand } from './list-command.ts';
import { playgroundCommand } from './playground-command.ts';
import { reportCommand } from './report-command.ts';
import { runCommand } from './run-command.ts';
import { tuneCommand } from './tune-command.ts';

const program = new Command('matchbench')
  .description(
    'When is early fusion worth its cost over a dual tower? Trains both on the same frozen features and measures accuracy and cost.',
  )
  .version(installedVersion)
  .showHelpAfterError('(matchbench --help lists the commands)')
  .addHelpText(
    'after',
    `
Examples:
  $ matchbench run                              the suite quick: three minutes, both families
  $ matchbench run --suite reference --dry-run  what the reference takes, without doing it
  $ matchbench run --resume --out runs/NAME     go on with a run that was interrupted
  $ matchbench report runs/NAME                 write report.html, report.md and results.csv again
  $ matchbench decide runs/NAME --candidates 20k --qps 50 --p99 100ms    which strategy to serve with
  $ matchbench playground                       a local page: ask both families with a text or a picture
  $ matchbench compare runs/NAME runs/GPU       the same models on two machines or devices
  $ matchbench diff runs/NAME runs/OTHER        say whether they differ in more than timings
  $ matchbench gate --base main --head HEAD     say whether a change made accuracy or speed worse

Exit codes:
  ${exitCodes.ok}    done
  1    gate: head is worse than base
  2    gate: inconclusive
  ${exitCodes.input}    wrong arguments, suite file or data
  ${exitCodes.environment}    something is missing on this machine, or all that failed of a run lacked it; see matchbench doctor
  ${exitCodes.storage}    a file could not be read or written
  ${exitCodes.locked}    another process works in the same folder
  ${exitCodes.internal}    a part of the work failed, a training that diverged for one; the record says which
  ${exitCodes.differ}    two runs that were compared differ
  ${exitCodes.interrupted}  interrupted; continue with --resume

NO_COLOR=1 turns colours off.`,
  );
for (const command of [
  runCommand(),
  tuneCommand(),
  reportCommand(),
  decideCommand(),
  playgroundCommand(),
  diffCommand(),
  compareCommand(),
  gateCommand(),
  dataCommand(),
  evalCommand(),
  listCommand(),
  doctorCommand(),
])
  program.addCommand(command);

/** Commander ends the process itself unless every command is told not to. */
function neverExit(command: { exitOverride(): unknown; readonly commands: readonly unknown[] }): void {
  command.exitOverride();
  for (const child of command.commands) neverExit(child as typeof command);
}
neverExit(program);

/** Says what an error is, unless commander has said it; what the process ends with. */
function codeOf(cause: unknown): number {
  const error = environmentError(cause);
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.input;
  process.stderr.write(describeError(error));
  return exitCodes[error instanceof UserError ? error.kind : 'internal'];
}

// Node itself would end with 1, which is what a gate calls a regression.
process.on('uncaughtException', (cause) => process.exit(codeOf(cause)));

// `matchbench list | head` closes the pipe early: nobody reads on, so there is nothing to say.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// Without a handler a limit of file size would kill the process; with one the write fails, and says so.
process.on('SIGXFSZ', () => {});

try {
  await program.parseAsync();
} catch (cause) {
  process.exitCode = codeOf(cause);
}
