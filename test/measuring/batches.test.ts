import { expect, test } from 'vitest';
import { measureBatches } from '../../src/measuring/batches.ts';
import { rowWindows } from '../../src/measuring/row-windows.ts';
import type { Features, Scorer } from '../../src/types.ts';

const features = (rows: number): Features => ({
  global: { rows, columns: 2, data: Float32Array.from({ length: rows * 2 }, (_, i) => i) },
  tokens: {
    items: rows,
    tokens: 3,
    width: 1,
    data: Float32Array.from({ length: rows * 3 }, (_, i) => i),
    mask: Uint8Array.from({ length: rows * 3 }, (_, i) => i % 2),
  },
});

test('windows of rows follow each other, tokens and masks with them, and share the memory of the whole', () => {
  const all = features(7);
  const windows = rowWindows(all, 3);
  expect(windows.map(({ global }) => [...global.data])).toEqual([
    [0, 1, 2, 3, 4, 5],
    [6, 7, 8, 9, 10, 11],
  ]);
  expect(windows[1]).toMatchObject({ global: { rows: 3 }, tokens: { items: 3, tokens: 3 } });
  expect([...windows[1]!.tokens!.data]).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]);
  expect(windows[1]!.tokens!.mask).toHaveLength(9);
  expect(windows[0]!.global.data.buffer).toBe(all.global.data.buffer);
  expect(() => rowWindows(all, 8)).toThrow('internal');
});

/** A scorer whose search takes 2 ms a query of a clock that only it moves. */
function timed() {
  let now = 0;
  const asked: number[] = [];
  const scorer = {
    encode: async ({ global }: Features) => {
      now += 1;
      return { count: global.rows };
    },
    search: async ({ count }: { count: number }) => {
      asked.push(count);
      now += 2 * count;
      return {};
    },
  } as unknown as Scorer;
  return { scorer, asked, clock: { nowMs: () => now } };
}

test('a batch takes its encoding and its search together, and all of it is asked at once', async () => {
  const { scorer, asked, clock } = timed();
  const bounds = { minimumMs: 10, minimumCount: 11, maximumMs: 10_000 };
  const { ms, calls, warnings } = await measureBatches(scorer, features(20), 4, 3, bounds, clock);
  expect(ms).toEqual(Array(11).fill(9));
  expect(new Set(asked)).toEqual(new Set([4]));
  expect(calls).toBe(asked.length);
  expect(warnings).toEqual([]);
});

test('a measurement that reaches its maximum first says so and keeps what it has', async () => {
  const { scorer, clock } = timed();
  const bounds = { minimumMs: 10, minimumCount: 11, maximumMs: 50 };
  const { ms, warnings } = await measureBatches(scorer, features(20), 10, 3, bounds, clock);
  expect(ms).toEqual([21, 21, 21]);
  expect(warnings.map(({ code }) => code)).toContain('cut-short');
});
