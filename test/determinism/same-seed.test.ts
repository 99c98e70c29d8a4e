import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start, tinySuite, tree } from '../../bench/faults/real-run.mjs';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { readRecord } from '../../src/report/record/read-record.ts';
import { differences } from '../../src/suite/running/differences.ts';
import { createRealWorld, type RealWorld } from '../faults/real-world.ts';

let world: RealWorld;
/** The same suite: as it is; elsewhere, in another time zone and language, with data copied in reverse order; and with one thread. */
const runs = ['plain', 'elsewhere/deep/er', 'one-thread'] as const;
const folderOf = (run: (typeof runs)[number]): string => join(world.folder, run);

async function matchbench(cwd: string, suite: string, out: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const { code, said } = await start(process.execPath, [world.main, 'run', '--suite', suite, '--out', out], { cwd, env }).ended;
  expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
}

beforeAll(async () => {
  world = await createRealWorld();
  const suite = tinySuite().replace('equalTimeArm: true', 'equalTimeArm: false');
  const copied = join(world.folder, 'copied');
  mkdirSync(join(copied, 'data'), { recursive: true });
  for (const name of readdirSync(join(world.folder, 'data')).sort().reverse())
    cpSync(join(world.folder, 'data', name), join(copied, 'data', name));
  writeFileSync(join(world.folder, 'same.yaml'), suite);
  writeFileSync(join(copied, 'same.yaml'), suite);
  writeFileSync(join(world.folder, 'single.yaml'), suite.replace('threads: 2', 'threads: 1'));
  await matchbench(world.folder, 'same.yaml', 'plain', { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });
  await matchbench(copied, 'same.yaml', folderOf('elsewhere/deep/er'), {
    TZ: 'Asia/Kathmandu',
    LANG: 'tr_TR.UTF-8',
    LC_ALL: 'tr_TR.UTF-8',
  });
  await matchbench(world.folder, 'single.yaml', 'one-thread');
}, 600_000);
afterAll(() => world.remove());

/** What other programs read: models, features, scores, rankings, answers. */
const results = (run: (typeof runs)[number]): string[] => tree(join(folderOf(run), 'slice'));

describe('two runs of one suite', () => {
  it('have the same weights, scores and rankings to the last bit, wherever, in whatever language and order of files', () => {
    const [a, b] = [results('plain'), results('elsewhere/deep/er')];
    expect(a.filter((path) => /models|scores|rankings/.test(path)).length).toBeGreaterThan(15);
    expect(b).toEqual(a);
    const differing = a.filter((path) => {
      const [one, other] = runs.slice(0, 2).map((run) => readFileSync(join(folderOf(run), 'slice', path)));
      return !one!.equals(other!);
    });
    expect(differing).toEqual([]);
  });

  it('have records that differ in timings and run id only', async () => {
    const [a, b] = [await readRecord(folderOf('plain')), await readRecord(folderOf('elsewhere/deep/er'))];
    expect(differences(a, b)).toEqual([]);
    expect(a.cells.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['split', 'train', 'accuracy', 'latency', 'index', 'scale', 'memory']),
    );
  });

  it('rank alike with one thread and with two, except where scores are within rounding', async () => {
    let [swapped, compared] = [0, 0];
    for (const model of ['dual-cosine', 'concat']) {
      const [one, two] = await Promise.all(
        (['one-thread', 'plain'] as const).map(async (run) => {
          const path = join(folderOf(run), 'slice/fold-0/scores', `${model}.safetensors`);
          return (await readSafetensors(path)).tensors.scores!;
        }),
      );
      const [a, b] = [one!.data as Float32Array, two!.data as Float32Array];
      const columns = one!.shape[1]!;
      expect(b).toBeAllClose(a, 1e-3, 1e-4);
      for (let row = 0; row < one!.shape[0]!; row++) {
        const order = (scores: Float32Array): number[] =>
          Array.from({ length: columns }, (_, column) => column).sort(
            (x, y) => scores[row * columns + y]! - scores[row * columns + x]! || x - y,
          );
        const [first, second] = [order(a), order(b)];
        first.forEach((column, rank) => {
          compared++;
          const other = second[rank]!;
          if (other === column) return;
          swapped++;
          expect(Math.abs(a[row * columns + column]! - a[row * columns + other]!)).toBeLessThan(1e-4);
        });
      }
    }
    expect(compared).toBeGreaterThan(1_000);
    console.info(`one thread against two: ${swapped} of ${compared} places of the rankings differ, all within rounding`);
  });
});
