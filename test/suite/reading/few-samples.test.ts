import { expect, it } from 'vitest';
import type { CellRecord } from '../../../src/record.ts';
import { fewSamples } from '../../../src/suite/reading/few-samples.ts';
import { suiteSchema } from '../../../src/suite/reading/schema.ts';

const base = { name: 'a', datasets: [{ name: 'a' }], models: ['a'], baseline: 'a' };
const cost = (latencyQueries: number) => suiteSchema.parse({ ...base, cost: { latencyQueries, latencySeconds: 2 } });
const cell = (...counts: number[]): CellRecord => ({
  id: 'a',
  kind: 'latency',
  key: {},
  fingerprint: '',
  startedAt: '',
  finishedAt: '',
  status: 'done',
  figures: [],
  warnings: [],
  files: [],
  samples: counts.flatMap((count) =>
    ['search', 'end to end'].map((name) => ({ name, unit: 'ms', key: {}, values: Array.from({ length: count }, () => 1) })),
  ),
});

it('names the setting that ended a latency series too early for its p99, and nothing where all are long enough', () => {
  expect(fewSamples([cell(700, 662), cell()], cost(700))).toBeUndefined();
  expect(fewSamples([cell(700, 40), cell(10)], cost(700))).toBe(
    '2 of 3 latency series have too few queries for a p99 (10 at the least, 662 are needed); percentiles that they suffice for are reported. ' +
      'Run it again while the machine is quiet, or raise cost.latencySeconds (2) in the suite.',
  );
  expect(fewSamples([cell(20, 20)], cost(20))).toMatch(/Raise cost\.latencyQueries \(20\) in the suite/);
  expect(fewSamples([cell(20, 15)], cost(20))).toMatch(/raise cost\.latencyQueries \(20\) and cost\.latencySeconds \(2\) in/);
});

it('names the settings of the block serving where that is what times queries, and asks no p99 of a size sweep', () => {
  const strategies = [{ model: 'a', scorer: 'exact' }];
  const serving = suiteSchema.parse({ ...base, serving: { queries: 40, seconds: 3, strategies } });
  expect(fewSamples([cell(40)], serving)).toMatch(/Raise serving\.queries \(40\) in the suite/);
  expect(fewSamples([cell(30)], serving)).toMatch(/raise serving\.queries \(40\) and serving\.seconds \(3\) in/);
  expect(fewSamples([{ ...cell(40), kind: 'candidates' }], serving)).toBeUndefined();
});
