import { expect, test } from 'vitest';
import { measureThroughput } from '../../src/measuring/throughput.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createNullScorer } from '../support/null-scorer.ts';

const queries = { global: { rows: 8, columns: 1, data: new Float32Array(8) } };

test('passes over the whole batch are timed in order, the first apart, encoding and search apart', async () => {
  const clock = createFakeClock();
  const scorer = createNullScorer({ encode: () => clock.advance(50), search: (call) => clock.advance(1000 - call * 100) }, 25);
  const result = await measureThroughput(
    scorer,
    queries,
    { k: 2, minimumMs: 0, minimumCount: 3, maximumMs: 1e6 },
    { seed: 1 },
    clock,
  );
  expect(result).toEqual({
    samples: [
      { name: 'full pass', unit: 's', key: { seed: 1 }, values: [0.9, 0.8, 0.7] },
      { name: 'encode pass', unit: 's', key: { seed: 1 }, values: [0.05, 0.05, 0.05] },
    ],
    queries: 8,
    pairs: 200,
    firstPassMs: 1050,
    endedBy: 'minimums',
    warnings: [],
  });
});

test('the maximum cuts it short, after the pass that was running', async () => {
  const clock = createFakeClock();
  const scorer = createNullScorer({ search: () => clock.advance(400) });
  const result = await measureThroughput(scorer, queries, { k: 2, minimumMs: 0, minimumCount: 9, maximumMs: 1000 }, {}, clock);
  expect(result.samples[0]!.values).toEqual([0.4, 0.4, 0.4]);
  expect(result.warnings).toMatchObject([{ code: 'cut-short' }]);
});
