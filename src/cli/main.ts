#!/usr/bin/env node
import { CommanderError } from '@commander-js/extra-typings';
import { exitCodes, UserError } from '../errors.ts';
import { environmentError } from '../suite/running/environment-error.ts';
import { describeError } from './error-text.ts';
import { program } from './program.ts';
import { printText } from './terminal.ts';

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

let help = '';
const told = program((text) => {
  help += text;
});
try {
  await told.parseAsync();
} catch (cause) {
  process.exitCode = codeOf(cause);
}
if (help !== '') await printText(help);
