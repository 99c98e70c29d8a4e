import { expect, test } from 'vitest';
import { idleQueries, measureIdle } from '../../src/measuring/idle.ts';
import type { Features } from '../../src/types.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createNullScorer } from '../support/null-scorer.ts';

test('queries after a pause take what encoding and search take, without the pause, in turn', async () => {
  const clock = createFakeClock();
  const waited: number[] = [];
  const asked: number[] = [];
  const scorer = createNullScorer({ encode: () => clock.advance(0.5), search: (call) => clock.advance(call) });
  const encode = scorer.encode.bind(scorer);
  scorer.encode = (features) => {
    asked.push(features.global.data[0]!);
    return encode(features);
  };
  const queries = [7, 8, 9].map((value): Features => ({ global: { rows: 1, columns: 1, data: Float32Array.of(value) } }));
  const times = await measureIdle(scorer, queries, { k: 1, idleSeconds: 0.25 }, clock, async (ms) => {
    waited.push(ms);
    clock.advance(ms);
  });
  expect(times).toEqual(Array.from({ length: idleQueries }, (_, call) => call + 0.5));
  expect(waited).toEqual(Array(idleQueries).fill(250));
  expect(asked.slice(0, 4)).toEqual([7, 8, 9, 7]);
});
