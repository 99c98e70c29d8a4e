import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/gate/config.ts';
import { judge, pairEvidence } from '../../src/gate/judge.ts';
import { clockJump, pairOrder } from '../../src/gate/pairs.ts';
import { confirmed, exitCodeOf, overall } from '../../src/gate/result.ts';
import { createRandom, type Random } from '../../src/random.ts';
import { limitTest, trendTest } from '../../src/statistics/paired-ratio.ts';
import { median } from '../../src/statistics/summary.ts';

const rule = { level: 'error', tolerance: 2 } as const;
const pairs = 20;

/** What one process says, in logarithms: its own level, and the median of what it measured within. */
const processes: Readonly<Record<string, (random: Random) => number>> = {
  'log-normal': (random) => 0.02 * random.normal(),
  bimodal: (random) => (random.uniform() < 0.3 ? 0.05 : 0) + 0.005 * random.normal(),
  'autocorrelated within a process': (random) => {
    let state = random.normal();
    let sum = 0;
    for (let i = 0; i < 30; i++) {
      sum += state;
      state = 0.95 * state + Math.sqrt(1 - 0.95 ** 2) * random.normal();
    }
    return (0.02 * sum) / 30;
  },
};

describe('an interval over pairs of processes', () => {
  for (const [name, draw] of Object.entries(processes)) {
    test(`covers the true harm in 93 to 97 of 100 gates where processes are ${name}`, () => {
      const random = createRandom(7);
      const truth = Math.log(1.03);
      const trials = 4_000;
      let covered = 0;
      for (let trial = 0; trial < trials; trial++) {
        // A limit out of reach: no flips are drawn.
        const { interval } = limitTest(
          Array.from({ length: pairs }, () => truth + draw(random) - draw(random)),
          9,
          0,
        );
        if (interval.low <= truth && truth <= interval.high) covered++;
      }
      expect(covered / trials).toBeGreaterThanOrEqual(0.93);
      expect(covered / trials).toBeLessThanOrEqual(0.97);
    });
  }
});

/** Pairs of both sides, in ms; the machine drifts over the whole session, the head is slower by `harm`. */
function measured(random: Random, { harm = 0, noise = 0.01, drift = 0, headDrift = 0 }): [number[], number[]] {
  const [base, head]: [number[], number[]] = [[], []];
  const order = pairOrder(pairs, random.uint32());
  for (const [i, first] of order.entries()) {
    const at = (slot: number): number => (drift * (2 * i + slot)) / (2 * pairs);
    base.push(Math.exp(at(first === 'base' ? 0 : 1) + noise * random.normal()));
    head.push((1 + harm) * Math.exp(at(first === 'base' ? 1 : 0) + (headDrift * i) / pairs + noise * random.normal()));
  }
  return [base, head];
}

const verdictOf = (random: Random, world: Parameters<typeof measured>[1]) =>
  judge([pairEvidence('latency ratio a / b', rule, ...measured(random, world), random.uint32())])[0]!.verdict;

describe('a verdict', () => {
  test('is fail for harm above the tolerance, pass without harm, inconclusive where the noise hides either', () => {
    const random = createRandom(1);
    expect(verdictOf(random, { harm: 0.05 })).toBe('fail');
    expect(verdictOf(random, {})).toBe('pass');
    expect(verdictOf(random, { noise: 0.2 })).toBe('inconclusive');
  });

  test('is never fail for equal sides on a machine that becomes 30 % slower meanwhile', () => {
    const random = createRandom(2);
    for (let gate = 0; gate < 60; gate++) expect(verdictOf(random, { drift: 0.3 })).not.toBe('fail');
  });

  test('is inconclusive where the difference itself drifts', () => {
    const random = createRandom(3);
    for (let gate = 0; gate < 20; gate++) expect(verdictOf(random, { headDrift: 0.2 })).toBe('inconclusive');
  });

  test('is pass at once for equal values, and fail for bytes that grew beyond the tolerance in every process', () => {
    const bytes = Array<number>(pairs).fill(1_000);
    const grown = Array<number>(pairs).fill(1_100);
    const of = (head: number[]) => judge([pairEvidence('index bytes a', rule, bytes, head, 0)])[0]!;
    expect(of(bytes)).toMatchObject({ verdict: 'pass', equal: true });
    expect(of(grown).verdict).toBe('fail');
    expect(of(grown).p).toBeGreaterThan(0);
  });

  test('says about how many pairs more would decide', () => {
    const random = createRandom(4);
    const [base, head] = measured(random, { noise: 0.04 });
    const judged = judge([pairEvidence('latency a', rule, base, head, 0)])[0]!;
    expect(judged.verdict).toBe('inconclusive');
    expect(judged.needed).toBeGreaterThan(0);
    expect(judged.reason).toContain(`needs about ${judged.needed} more pairs`);
  });

  test('is inconclusive for a difference that drifts, however many metrics are looked at beside it', () => {
    const drifting = pairEvidence('latency a', rule, ...measured(createRandom(9), { headDrift: 0.5 }), 0);
    const steady = Array.from({ length: 79 }, (_, i) => ({ ...drifting, name: `latency ${i}`, p: 1, trend: 0.5 }));
    expect(judge([drifting, ...steady])[0]!.reason).toContain('drifted');
  });

  test('finds the harm that it says it finds, in 80 % of gates: beside other metrics, and in two rounds', () => {
    const random = createRandom(8);
    const even = Array<number>(40).fill(1);
    const others = Array.from({ length: 14 }, (_, i) => pairEvidence(`latency ${i}`, rule, even, even, 0));
    // One process in twenty is disturbed as a whole.
    const level = () => Math.exp(0.014 * random.normal() + (random.uniform() < 0.05 ? 0.3 : 0));
    const of = (harm: number) => {
      const [base, head] = [even.map(level), even.map(() => (1 + harm) * level())];
      return pairEvidence('latency a', rule, base, head, random.uint32());
    };
    const said = median(Array.from({ length: 40 }, () => judge([of(0), ...others])[0]!.detectable!))!;
    const fails = (beside: typeof others): boolean => judge([of(said / 100), ...beside])[0]!.verdict === 'fail';
    const gates = 150;
    let found = 0;
    for (let gate = 0; gate < gates; gate++) if (fails(others) && fails([])) found++;
    expect(found / gates).toBeGreaterThanOrEqual(0.8);
    expect(found / gates).toBeLessThan(0.97);
  });

  test('of the gate is fail when accuracy fails, however much faster the head is', () => {
    const random = createRandom(5);
    const faster = pairEvidence('latency a', rule, ...measured(random, { harm: -0.5 }), 0);
    const worse = { ...pairEvidence('nDCG@10 a', rule, ...measured(random, { harm: -0.2 }), 0) };
    expect(overall(judge([faster, worse]))).toBe('fail');
    expect(overall([])).toBe('inconclusive');
  });

  test('that a second round does not repeat blocks nothing', () => {
    const random = createRandom(6);
    const one = (harm: number) => judge([pairEvidence('latency a', rule, ...measured(random, { harm }), 0)]);
    expect(overall(confirmed(one(0.05), ['latency a'], one(0.05)))).toBe('fail');
    expect(overall(confirmed(one(0.05), ['latency a'], one(0)))).toBe('inconclusive');
    expect(overall(confirmed(one(0.05), ['latency a'], []))).toBe('inconclusive');
  });

  test('has the exit codes 0, 1 and 2, the last by choice 0 or 1', () => {
    expect((['pass', 'fail', 'inconclusive'] as const).map((verdict) => exitCodeOf(verdict, 'tell'))).toEqual([0, 1, 2]);
    expect([exitCodeOf('inconclusive', 'pass'), exitCodeOf('inconclusive', 'fail')]).toEqual([0, 1]);
  });
});

describe('the pairs', () => {
  test('begin with either side equally often, in an order of the seed', () => {
    expect(pairOrder(20, 1).filter((side) => side === 'base')).toHaveLength(10);
    expect(pairOrder(20, 1)).toEqual(pairOrder(20, 1));
    expect(pairOrder(20, 1)).not.toEqual(pairOrder(20, 2));
  });

  test('are measured again when a clock jumps', () => {
    expect(clockJump({ monotonicMs: 2_000, wallMs: 2_010 }, 2_500)).toBeUndefined();
    expect(clockJump({ monotonicMs: 2_000, wallMs: 62_000 }, 2_500)).toMatch(/by the other/);
    expect(clockJump({ monotonicMs: 9_000, wallMs: 9_000 }, 2_500)).toMatch(/within/);
  });
});

test('no trend is found in equal values, a steady one is', () => {
  expect(trendTest([3, 3, 3, 3, 3, 3], 0)).toBe(1);
  expect(trendTest([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0)).toBeLessThan(0.01);
});

describe('the configuration', () => {
  test('refuses unknown keys and metrics by place, and tolerances in the wrong unit', () => {
    expect(() => parseConfig('gate:\n  pears: 3\n', 'm.yaml')).toThrow(/m\.yaml:2:3: gate\.pears: unknown key/);
    expect(() => parseConfig('gate:\n  metrics: { speed: { level: warn } }\n', 'm.yaml')).toThrow(/no metric is called/);
    expect(() => parseConfig('gate:\n  metrics: { latency: { tolerance: 1 points } }\n', 'm.yaml')).toThrow(/not told in points/);
    expect(() => parseConfig('gate:\n  pairs: 5\n', 'm.yaml')).toThrow(/at least 10/);
  });
});
