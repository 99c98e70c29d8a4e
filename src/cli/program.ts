import { Command, type CommandUnknownOpts, InvalidArgumentError } from '@commander-js/extra-typings';
import { exitCodes } from '../errors.ts';
import { suggestion } from '../nearest-name.ts';
import { installedVersion } from '../suite/installation.ts';
import { compareCommand } from './compare-command.ts';
import { dataCommand } from './data-command.ts';
import { decideCommand } from './decide-command.ts';
import { diffCommand } from './diff-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { evalCommand } from './eval-command.ts';
import { gateCommand } from './gate-command.ts';
import { listCommand } from './list-command.ts';
import { playgroundCommand } from './playground-command.ts';
import { reportCommand } from './report-command.ts';
import { runCommand } from './run-command.ts';
import { tuneCommand } from './tune-command.ts';

const root = () =>
  new Command('matchbench')
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

const commands = (): CommandUnknownOpts[] => [
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
];

/** What the command line understands. It throws commander's errors, which have been said by then, and never ends the process. Help is given to `writeOut`. */
export function program(writeOut: (text: string) => void): CommandUnknownOpts {
  const whole = root();
  for (const command of commands()) whole.addCommand(command);
  for (const command of withChildren(whole)) {
    command.exitOverride().configureOutput({ writeOut });
    requireAfterNames(command);
    suggestChoices(command);
  }
  return whole;
}

/** A command and all below it. */
const withChildren = (command: CommandUnknownOpts): CommandUnknownOpts[] => [command, ...command.commands.flatMap(withChildren)];

/** Commander looks for required options before it looks at names, and would call one that is misspelt missing; here its name is told first. */
function requireAfterNames(command: CommandUnknownOpts): void {
  const required = command.options.filter(({ mandatory }) => mandatory);
  for (const option of required) option.mandatory = false;
  command.hook('preAction', () => {
    const missing = required.find((option) => command.getOptionValue(option.attributeName()) === undefined);
    if (missing !== undefined) command.error(`error: required option '${missing.flags}' not specified`);
  });
}

/** Of options and arguments that are one of some names, the name that a misspelt one was meant to be. */
function suggestChoices({ options, registeredArguments }: CommandUnknownOpts): void {
  for (const asked of [...options, ...registeredArguments]) {
    const { argChoices: names } = asked;
    if (names === undefined) continue;
    asked.argParser((text: string) => {
      if (names.includes(text)) return text;
      throw new InvalidArgumentError(suggestion(text, names));
    });
  }
}
