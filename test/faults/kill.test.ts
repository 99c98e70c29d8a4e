import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { halves, killAt, killInWriting, landing, timelineOf } from '../../bench/faults/kill.mjs';
import { goingOn, start, tree } from '../../bench/faults/real-run.mjs';
import { createRandom } from '../../src/random.ts';
import { readRecord } from '../../src/report/record/read-record.ts';
import { differences } from '../../src/suite/running/differences.ts';
import { createRealWorld, type RealWorld } from './real-world.ts';

/** A part of what `bench/faults` does: there every one of 50 runs is killed once, here one run nine times. */
const kills = 7;
const killsInWriting = 2;

let world: RealWorld;
beforeAll(async () => {
  world = await createRealWorld();
});
afterAll(() => world.remove());

it.skipIf(process.platform === 'win32')(
  'a run that is killed again and again, at random moments and while it writes, ends equal to one that is not, but for timings',
  async () => {
    const run = (out: string, ...more: string[]) =>
      start(process.execPath, [world.main, 'run', '--suite', 'tiny.yaml', '--out', out, ...more], { cwd: world.folder });
    const [whole, broken] = ['whole', 'broken'].map((name) => join(world.folder, name)) as [string, string];
    const began = Date.now();
    expect((await run('whole').ended).code).toBe(0);
    const timeline = timelineOf(whole, began, Date.now());

    const random = createRandom(7);
    const moments = Array.from({ length: kills }, () => random.uniform() * timeline.totalMs).sort((a, b) => a - b);
    const landed: string[] = [];
    const note = (): void => {
      landed.push(landing(broken, timeline));
      expect(halves(broken)).toEqual([]);
    };
    for (const count of [2, 4].slice(0, killsInWriting)) {
      await killInWriting(run('broken', ...goingOn(broken)), broken, count);
      note();
    }
    for (const moment of moments) {
      await killAt(run('broken', ...goingOn(broken)), broken, timeline, moment);
      note();
    }
    const { code, said } = await run('broken', ...goingOn(broken)).ended;
    expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });

    expect(differences(await readRecord(whole), await readRecord(broken))).toEqual([]);
    expect(tree(broken)).toEqual(tree(whole));
    expect((await readRecord(broken)).record.attempts.at(-1)!.outcome).toBe('finished');
    expect(landed.filter((where) => where.startsWith('in a cell') || where.startsWith('writing')).length).toBeGreaterThan(
      landed.length / 2,
    );
  },
  600_000,
);
