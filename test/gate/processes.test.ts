import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeMaterial } from '../../src/gate/material.ts';
import { type Arena, askSpeed, collectPairs } from '../../src/gate/pairs.ts';
import { protocolVersion } from '../../src/gate/protocol.ts';
import { runSide } from '../../src/gate/side-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const answer = `({
  protocol: ${protocolVersion}, task: 'speed', metrics: { 'latency a': 1 + request.seed % 7 }, answers: {},
  monotonicMs: 5, wallMs: 5, warnings: [],
})`;
/** A side whose processes do this with a request. */
async function arenaOf(script: string): Promise<Arena> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'dist/gate'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const reading =
    "import { existsSync, readFileSync, writeFileSync } from 'node:fs'; const request = JSON.parse(readFileSync(0, 'utf8'));";
  await writeFile(join(folder, 'dist/gate/probe.js'), `${reading}\n${script}`);
  const side = { name: 'base', shown: 'a stub', folder, remove: () => {} } as const;
  const request = { run: '', data: '', dataset: 'd', split: 's', models: ['a'], baseline: 'a', threads: 1 };
  return { base: side, head: { ...side, name: 'head' }, request, plant: {}, signal: new AbortController().signal };
}
const say = (value: string) => `console.log(JSON.stringify(${value}));`;
const ask = async (script: string) => askSpeed(await arenaOf(script), 'head', 1, 'pair 7');

describe('a process of a side', () => {
  test('answers for both sides of a pair from one seed, and another for each pair', async () => {
    const pairs = await collectPairs(await arenaOf(say(answer)), 4, 3, () => {});
    expect(pairs.every(({ base, head }) => base.metrics['latency a'] === head.metrics['latency a'])).toBe(true);
    expect(pairs.filter(({ first }) => first === 'base')).toHaveLength(2);
  });

  test('that is killed is an error which names it, never a verdict', async () => {
    await expect(ask("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);")).rejects.toMatchObject({
      kind: 'internal',
      message: expect.stringMatching(/head: process of pair 7 was killed by SIGKILL/),
    });
  });

  test('whose model fails is an error with what it said', async () => {
    await expect(ask("console.error('the model gave NaN'); process.exit(1);")).rejects.toThrow(
      /exit code 1; it last said:\n\s*the model gave NaN/,
    );
  });

  test('whose exit code says what is wrong is an error of that kind', async () => {
    for (const [code, kind] of [
      [3, 'input'],
      [4, 'environment'],
      [5, 'storage'],
      [7, 'internal'],
      [1, 'internal'],
    ]) {
      await expect(ask(`process.exit(${code})`)).rejects.toMatchObject({ kind });
    }
  });

  test('is measured again after a clock jumped once, and an error after it jumped every time', async () => {
    const jumping = say(`{ ...${answer}, wallMs: 90_000 }`);
    const once = `if (existsSync('met')) ${say(answer)} else { writeFileSync('met', ''); ${jumping} }`;
    expect((await ask(once)).wallMs).toBe(5);
    await expect(ask(jumping)).rejects.toMatchObject({
      kind: 'environment',
      message: expect.stringContaining('the clock jumped in 3 processes'),
    });
  });

  test('that measured nothing positive is no evidence', async () => {
    await expect(ask(say(`{ ...${answer}, metrics: { 'latency a': 0 } }`))).rejects.toThrow(/latency a was measured as 0/);
  });

  test('of another protocol, or that answers no JSON, is refused', async () => {
    await expect(ask(say(`{ ...${answer}, protocol: 1 }`))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining(`protocol ${protocolVersion}`),
    });
    await expect(ask("console.log('ready');")).rejects.toMatchObject({ kind: 'input' });
  });

  test('that hangs is stopped, and one is interrupted with the gate', async () => {
    const { folder } = (await arenaOf('setInterval(() => {}, 1000);')).base;
    const process = { what: 'head: a probe', args: ['dist/gate/probe.js'], cwd: folder, input: '{}', threads: 1 };
    const never = new AbortController().signal;
    await expect(runSide({ ...process, limitSeconds: 0.5, signal: never })).rejects.toThrow(/hung and was stopped/);
    const soon = AbortSignal.timeout(300);
    await expect(runSide({ ...process, limitSeconds: 60, signal: soon })).rejects.toMatchObject({ kind: 'interrupted' });
  });
});

test('material of a side whose training fails is an error of that side', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'dist/cli'), { recursive: true });
  await writeFile(join(folder, 'dist/cli/main.js'), "console.error('failed: emoji/concat: NaN'); process.exitCode = 7;");
  const side = { name: 'head', shown: 'HEAD', folder, remove: () => {} } as const;
  const options = {
    side,
    suite: 'ci.yaml',
    out: join(folder, 'run'),
    threads: 1,
    limitSeconds: 60,
    signal: new AbortController().signal,
  };
  await expect(makeMaterial(options)).rejects.toThrow(
    /head: training by HEAD ended with exit code 7; it last said:\n.*concat: NaN/s,
  );
});
