import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gateCommand } from '../../src/cli/gate-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const gate = (...args: string[]) =>
  gateCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync(args, { from: 'user' });

test('a gate that cannot be is refused before anything is trained, by what is wrong and what would do', async () => {
  const both = ['--base', '.', '--head', '.'];
  const refused: [string[], string][] = [
    [[], 'there is no base or no head to compare'],
    [['--base', '.'], 'there is no base or no head to compare'],
    [[...both, '--pairs', '5'], '5 pairs are too few to find anything'],
    [[...both, '--pairs', '2000'], '2000 pairs are more than a gate takes'],
    [[...both, '--allow-other-machine'], '--allow-other-machine has no place without records'],
    [['--base-record', 'a'], 'one of --base-record and --head-record is missing'],
    [['--base-record', 'a', '--head-record', 'b', '--pairs', '20'], '--pairs has no place beside records'],
    [[...both, '--suite', 'cii'], 'there is no suite "cii"'],
    [['--calibrate'], '--calibrate measures one side against itself'],
    [['--calibrate', ...both], '--calibrate measures one side against itself'],
  ];
  for (const [args, message] of refused) {
    await expect(gate(...args)).rejects.toMatchObject({ kind: 'input', message, remedy: expect.any(String) });
  }
});

test('what is planted is told in the form that is read', async () => {
  for (const harm of ['latency=5', 'ndcg=0', 'latency=0%', 'memory=5%', '']) {
    await expect(gate('--base', '.', '--head', '.', '--plant', harm)).rejects.toThrow(/latency=5% or ndcg=1 is expected/);
  }
});

test('a file below a folder that is not there is refused before the minutes that a gate takes', async () => {
  const file = join(await temporaryFolder(), 'none', 'gate.xml');
  for (const option of ['--junit', '--summary']) {
    await expect(gate('--base', '.', '--head', '.', option, file)).rejects.toMatchObject({ kind: 'storage' });
  }
});
