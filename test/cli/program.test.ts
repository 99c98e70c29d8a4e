import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, it } from 'vitest';
import { program } from '../../src/cli/program.ts';

const withChildren = (command: CommandUnknownOpts): CommandUnknownOpts[] => [command, ...command.commands.flatMap(withChildren)];
const pathOf = (command: CommandUnknownOpts): string[] =>
  command.parent === null ? [] : [...pathOf(command.parent), command.name()];

/** What is said of arguments that are refused. */
async function said(...args: readonly string[]): Promise<string> {
  let text = '';
  const whole = program(() => {});
  const writeErr = (part: string): void => {
    text += part;
  };
  for (const command of withChildren(whole)) command.configureOutput({ writeErr });
  await expect(whole.parseAsync(args, { from: 'user' })).rejects.toThrow();
  return text;
}

it('names the option that a misspelt one of any command was meant to be, those that are required too', async () => {
  const misspelt = withChildren(program(() => {})).flatMap((command) =>
    command.options.flatMap(({ long }) => (long ? [{ long, args: [...pathOf(command), long.slice(0, -1)] }] : [])),
  );
  expect(misspelt.length).toBeGreaterThan(60);
  for (const { long, args } of misspelt) {
    expect(await said(...args)).toMatch(new RegExp(`unknown option '${long.slice(0, -1)}'\\s+\\(Did you mean .*${long}\\b`));
  }
});

it('says which required option is missing where none is misspelt', async () => {
  expect(await said('decide', 'runs/x', '--qps', '1')).toContain("required option '--candidates <number>' not specified");
});

it('names the choice that a misspelt one was meant to be, of options and of arguments', async () => {
  expect(await said('list', 'mdels')).toContain('Did you mean "models"?');
  expect(await said('run', '--device', 'webgup')).toContain('Did you mean "webgpu"?');
});
