import { Command } from '@commander-js/extra-typings';
import { exitCodes } from '../errors.ts';
import { printJson } from './print-json.ts';
import { printText, terminalWidth } from './terminal.ts';

/** `matchbench doctor`: what works on this machine, and the remedy for the rest. */
export const doctorCommand = () =>
  new Command('doctor')
    .description('say what works on this machine, and what to do about the rest')
    .option('--fix', 'repair what set-up can repair')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  $ matchbench doctor\n  $ matchbench doctor --fix')
    .action(async ({ fix, json }) => {
      const { doctor, renderDoctor } = await import('./doctor.ts');
      const report = await doctor({ fix, log: (line) => process.stderr.write(`${line}\n`) });
      if (json) printJson(report);
      else await printText(renderDoctor(report, terminalWidth()));
      if (!report.ok) process.exitCode = exitCodes.environment;
    });
