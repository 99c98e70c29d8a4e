import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  deviationsOf,
  noiseFloor,
  pairsFor,
  readCalibrations,
  refuseBelowNoise,
  storeCalibration,
} from '../../src/gate/calibration.ts';
import { configSchema } from '../../src/gate/config.ts';
import { judge, pairEvidence } from '../../src/gate/judge.ts';
import { createRandom } from '../../src/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const config = configSchema.parse({}).gate;
const here = { machine: 'm', suite: 'ci', config };
const calibration = (deviation: number) => ({
  machine: 'm',
  suite: 'ci',
  pairs: 20,
  at: '2026-01-01T00:00:00Z',
  deviations: { 'latency ratio a / b': deviation, 'cache bytes a': 0, 'median latency a': 9 },
});

describe('the noise of a machine', () => {
  test('is the deviation of log ratios of pairs, which one disturbed pair hardly moves', () => {
    const random = createRandom(2);
    const logs = Array.from({ length: 400 }, () => 0.03 * random.normal());
    const deviation = (of: readonly number[]): number =>
      deviationsOf(
        of.map((log) => ({ base: { metrics: { 'latency a': 2 } }, head: { metrics: { 'latency a': 2 * Math.exp(log) } } })),
      )['latency a']!;
    expect(Math.abs(deviation(logs) / 0.03 - 1)).toBeLessThan(0.12);
    expect(Math.abs(deviation([...logs.slice(1), 3]) / deviation(logs) - 1)).toBeLessThan(0.03);
  });

  test('has a floor at which about 80 % of gates pass unchanged code', () => {
    const random = createRandom(1);
    const deviation = 0.03;
    const rule = { level: 'error' as const, tolerance: noiseFloor(deviation, 20) };
    let passed = 0;
    for (let gate = 0; gate < 500; gate++) {
      const head = Array.from({ length: 20 }, () => Math.exp(deviation * random.normal()));
      if (judge([pairEvidence('latency a', rule, Array(20).fill(1), head, gate)])[0]!.verdict === 'pass') passed++;
    }
    expect(passed / 500).toBeGreaterThan(0.74);
    expect(passed / 500).toBeLessThan(0.86);
  });

  test('refuses a tolerance below it with both figures and the pairs that would do', () => {
    const needed = pairsFor(0.05, 2);
    expect(noiseFloor(0.05, needed)).toBeLessThanOrEqual(2);
    expect(() => refuseBelowNoise([calibration(0.05)], here)).toThrow(
      new RegExp(
        `latency ratio a / b: 2 % is below the 2\\.\\d\\d % of unchanged code with 40 pairs \\(${needed} pairs would do\\)`,
      ),
    );
    expect(() => refuseBelowNoise([calibration(0.01)], here)).not.toThrow();
  });

  test('says nothing of another machine or suite, nor of what only warns', () => {
    expect(() => refuseBelowNoise([calibration(0.05)], { ...here, machine: 'other' })).not.toThrow();
    expect(() => refuseBelowNoise([calibration(0.05)], { ...here, suite: 'other' })).not.toThrow();
    const metrics = { 'latency ratio': { level: 'warn' as const } };
    expect(() => refuseBelowNoise([calibration(0.05)], { ...here, config: { ...config, metrics } })).not.toThrow();
  });

  test('is kept by machine and suite, the latest alone', async () => {
    const file = join(await temporaryFolder(), 'noise.json');
    expect(readCalibrations(file)).toEqual([]);
    await storeCalibration(calibration(0.05), file);
    await storeCalibration({ ...calibration(0.02), machine: 'n' }, file);
    await storeCalibration(calibration(0.01), file);
    expect(readCalibrations(file).map(({ machine, deviations }) => [machine, deviations['latency ratio a / b']])).toEqual([
      ['n', 0.02],
      ['m', 0.01],
    ]);
    await writeFile(file, '{ "format": "matchbench-noise", "formatVersion": 2, "calibrations": [] }');
    expect(() => readCalibrations(file)).toThrow(/The calibration/);
  });
});
