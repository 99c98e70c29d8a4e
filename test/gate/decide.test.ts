import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/gate/config.ts';
import { decide } from '../../src/gate/decide.ts';
import { overall } from '../../src/gate/result.ts';
import { createRandom } from '../../src/random.ts';

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
});
