import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/gate/config.ts';
import { decide } from '../../src/gate/decide.ts';
import type { Evidence } from '../../src/gate/judge.ts';
import { overall } from '../../src/gate/result.ts';
import { createRandom } from '../../src/random.ts';
import { evidence } from '../support/gate-results.ts';

const config = configSchema.parse({}).gate;
const random = createRandom(1);
/** Pairs whose head takes `harm` longer. */
const pairs = (harm: number) =>
  Array.from({ length: 20 }, (_, i) => {
    const of = (factor: number) => ({ metrics: { 'latency ratio a / b': factor * Math.exp(0.01 * random.normal()) } });
    return { first: i % 2 === 0 ? ('base' as const) : ('head' as const), base: of(1), head: of(1 + harm) };
  });

/** A gate whose rounds have these harms, and what each was told had failed. */
async function gate(...harms: number[]) {
  const told: (readonly string[])[] = [];
  const decision = await decide({
    config,
    seeds: [],
    accuracy: async () => [],
    measure: async (_, failed) => {
      told.push(failed);
      return pairs(harms[told.length - 1]!);
    },
  });
  return { told, verdict: overall(decision.metrics), reason: decision.metrics[0]!.reason };
}

/** A gate of equal pairs beside such accuracy and seeds: how often accuracy was asked, and how many rounds of pairs there were. */
async function gateOf({ loss, seeds = [] }: { loss: readonly number[]; seeds?: readonly Evidence[] }) {
  let asked = 0;
  const { metrics, rounds } = await decide({
    config,
    seeds,
    accuracy: async () => {
      const [harm, samplesAre] = [loss[asked++]!, 'families' as const];
      return [evidence('nDCG@10 a', harm, { samplesAre, unit: 'points', rule: { level: 'error', tolerance: 0.3 } })];
    },
    measure: async () => pairs(0),
  });
  return { asked, rounds: rounds.length, verdict: overall(metrics), metrics };
}

describe('a decision', () => {
  test('takes one round where nothing fails', async () => {
    expect(await gate(0)).toMatchObject({ told: [[]], verdict: 'pass' });
  });

  test('fails where two rounds agree', async () => {
    const { told, verdict, reason } = await gate(0.06, 0.06);
    expect({ told, verdict }).toEqual({ told: [[], ['latency ratio a / b']], verdict: 'fail' });
    expect(reason).toContain('in both rounds');
  });

  test('is inconclusive where the second round does not confirm', async () => {
    const { verdict, reason } = await gate(0.06, 0);
    expect(verdict).toBe('inconclusive');
    expect(reason).toMatch(/not confirmed: the second round says pass/);
  });

  test('asks accuracy again where it failed, and no pair for it', async () => {
    expect(await gateOf({ loss: [3, 3] })).toMatchObject({ asked: 2, rounds: 1, verdict: 'fail' });
    expect(await gateOf({ loss: [3, -1] })).toMatchObject({ asked: 2, rounds: 1, verdict: 'inconclusive' });
    expect(await gateOf({ loss: [-1] })).toMatchObject({ asked: 1, rounds: 1, verdict: 'pass' });
  });

  test('takes seeds at their word: their weights are what they are, and nothing is said of a second round', async () => {
    const seeds = [evidence('nDCG@10 retrained a', 3, { samplesAre: 'seeds', unit: 'points', samples: 5 })];
    const { metrics, ...rest } = await gateOf({ loss: [-1], seeds });
    expect(rest).toEqual({ asked: 1, rounds: 1, verdict: 'fail' });
    expect(metrics[0]!.reason).toBe('more than 2 points worse');
  });
});
