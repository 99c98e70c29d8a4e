import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Features } from '../../src/types.ts';
import { damage, expectRefusal, fuzzFactor } from './hostile.ts';

/** A format: an undamaged file, its reader, and what proves that a value it accepted is one that could have been written. */
export interface Format {
  /** Below the folder that it was written in. */
  readonly file: string;
  readonly runs: number;
  /** Lines that a refusal may have: a suite's lists every fault. */
  readonly lines?: number;
  /** It names other files. */
  readonly leadsElsewhere?: true;
  read(path: string): Promise<unknown>;
  again?(value: never, path: string): Promise<unknown> | unknown;
}

/** Tests of every format by its title, `atLeast` damaged files in all: `write` puts whole ones into a folder. */
export function testDamage<Title extends string>(
  titles: readonly Title[],
  atLeast: number,
  write: (inDir: (name: string) => string) => Promise<Readonly<Record<Title, Format>>>,
): void {
  let dir: string;
  let formats: Readonly<Record<Title, Format>>;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'matchbench-fuzz-'));
    formats = await write((name) => join(dir, name));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  test.each(titles)(
    '%s: a damaged file is refused in one error, or is a value that can be written and read again',
    async (title) => {
      const { file, runs, read, again, ...allowed } = formats[title];
      const path = join(dir, file);
      const whole = await readFile(path);
      await read(path);
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(damage, async (change) => {
          await writeFile(path, change(whole));
          let value: unknown;
          try {
            value = await read(path);
          } catch (error) {
            expectRefusal(error, path, allowed);
            refused++;
            return;
          }
          if (again !== undefined) expect(plain(await again(value as never, path))).toEqual(plain(value));
        }),
        { seed: 20, numRuns: runs * fuzzFactor },
      );
      await writeFile(path, whole);
      expect(refused).toBeGreaterThan(runs / 8);
    },
  );

  test(`${atLeast} files are damaged or more, of every format that was written`, () => {
    expect(Object.keys(formats).sort()).toEqual([...titles].sort());
    const cases = Object.values<Format>(formats).reduce((sum, { runs }) => sum + runs, 0);
    expect(cases).toBeGreaterThanOrEqual(atLeast);
  });
}

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner)));

export function finite(features: Features): Features {
  for (const data of [features.global.data, features.tokens?.data ?? []])
    for (const value of data) if (!Number.isFinite(value)) throw new Error(`features with ${value} were accepted`);
  return features;
}

export async function rewritten(path: string, content: string | Uint8Array, read: () => Promise<unknown>): Promise<unknown> {
  await writeFile(path, content);
  return read();
}
