import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { gateCommand } from '../../src/cli/gate-command.ts';
import { configSchema } from '../../src/gate/config.ts';

const action = parse(readFileSync('action.yml', 'utf8'));
const workflow = parse(readFileSync('.github/workflows/gate.yml', 'utf8'));

test('the action asks for what the command takes, with its defaults, and says what it needs and exits with', () => {
  const [step] = action.runs.steps;
  const known = gateCommand().options.map(({ long }) => long);
  for (const option of step.run.match(/--[a-z-]+/g)) expect(known).toContain(option);
  for (const name of step.run.match(/"\$[A-Z]+"/g)) expect(Object.keys(step.env)).toContain(name.slice(2, -1));
  const { gate } = configSchema.parse({});
  expect(action.inputs).toMatchObject({
    pairs: { default: `${gate.pairs}` },
    suite: { default: gate.suite },
    inconclusive: { default: gate.inconclusive },
  });
  expect(action.inputs.base.description).toContain('fetch-depth: 0');
  expect(action.description).toContain('0 pass, 1 regression, 2 inconclusive, 3 and above');
});

test('the example workflow fetches the history that the base is checked out from', () => {
  const { steps } = workflow.jobs.gate;
  expect(steps.find(({ uses }: { uses?: string }) => uses?.startsWith('actions/checkout'))).toMatchObject({
    with: { 'fetch-depth': 0 },
  });
  expect(steps.find(({ uses }: { uses?: string }) => uses === './').with.base).toContain('github.base_ref');
});
