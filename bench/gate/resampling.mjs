// @ts-check
import { decide } from '../../dist/gate/decide.js';
import { accuracyEvidence } from '../../dist/gate/evidence.js';
import { pairOrder } from '../../dist/gate/pairs.js';
import { overall } from '../../dist/gate/result.js';
import { createRandom, deriveSeed } from '../../dist/random.js';

/** @typedef {import('./evidence.mjs').Evidence} Evidence */
/** @typedef {import('../../dist/gate/config.js').GateConfig} GateConfig */
/** @typedef {{ evidence: Evidence, config: GateConfig, harm?: number, planted?: boolean }} World */

/**
 * The metrics of a head whose models other than the baseline take `harm` longer for every query.
 * @param {import('./evidence.mjs').Metrics} metrics @param {string} baseline @param {number} harm
 */
export function slowed(metrics, baseline, harm) {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => {
      if (new RegExp(`^(median latency|latency|throughput) ${baseline}$`).test(name)) return [name, value];
      if (/^(median latency|latency) /.test(name)) return [name, value * (1 + harm)];
      return [name, name.startsWith('throughput ') ? value / (1 + harm) : value];
    }),
  );
}

/**
 * Pairs of processes that ran one after the other, drawn with replacement; either side is first in half of them.
 * @param {World} world @param {number} seed
 */
function drawnPairs({ evidence: { processes, baseline }, config, harm = 0 }, seed) {
  const random = createRandom(seed);
  return pairOrder(config.pairs, random.uint32()).map((first) => {
    const at = random.below(processes.length - 1);
    const [earlier, later] = [processes[at], processes[at + 1]];
    if (earlier === undefined || later === undefined) throw new Error('internal: no such process');
    const [base, head] = first === 'base' ? [earlier, later] : [later, earlier];
    return {
      first,
      base: { metrics: base.metrics },
      head: { metrics: harm === 0 ? head.metrics : slowed(head.metrics, baseline, harm) },
    };
  });
}

/**
 * The queries of both sides with families drawn with replacement: other queries of the same kind.
 * @param {import('./evidence.mjs').Accuracy} base @param {import('./evidence.mjs').Accuracy} head @param {number} seed
 */
function drawnFamilies(base, head, seed) {
  const random = createRandom(seed);
  const units = Object.values(base)[0]?.units ?? [];
  const known = [...new Set(units)];
  const drawn = known.map(() => known[random.below(known.length)]);
  /** @param {import('./evidence.mjs').Accuracy} models */
  const of = (models) =>
    Object.fromEntries(
      Object.entries(models).map(([model, one]) => {
        /** @type {Map<number | undefined, number[]>} */
        const rows = new Map();
        for (const [row, unit] of one.units.entries()) rows.set(unit, [...(rows.get(unit) ?? []), row]);
        const taken = drawn.flatMap((unit, as) => (rows.get(unit) ?? []).map((row) => [row, as]));
        return [model, { ndcg: taken.map(([row]) => one.ndcg[row ?? 0] ?? 0), units: taken.map(([, as]) => as ?? 0) }];
      }),
    );
  return { base: { models: of(base) }, head: { models: of(head) } };
}

/**
 * Whole gates, as the real one decides them, second round included. One planted loss a gate, in turn, where `planted` is set.
 * @param {World} world @param {number} gates @param {number} seed @param {() => void} [onGate]
 */
export async function resampledGates(world, gates, seed, onGate = () => {}) {
  const { evidence, config, planted = false } = world;
  const same = { models: evidence.accuracy ?? {} };
  // Equal values are equal whatever the seed.
  const equal = accuracyEvidence(same, same, config, 0);
  const verdicts = { pass: 0, fail: 0, inconclusive: 0 };
  let firstRoundFails = 0;
  /** @type {Record<string, { fail: number, inconclusive: number }>} */
  const byMetric = {};
  for (let gate = 0; gate < gates; gate++) {
    const ofGate = deriveSeed(seed, 'gate', gate);
    const loss = evidence.planted[gate % evidence.planted.length];
    const drawn = planted && loss !== undefined ? drawnFamilies(same.models, loss, deriveSeed(ofGate, 'families')) : undefined;
    const accuracy = drawn === undefined ? equal : accuracyEvidence(drawn.base, drawn.head, config, ofGate);
    const { metrics, rounds } = await decide({
      config: { ...config, seed: ofGate },
      seeds: [],
      accuracy: async () => accuracy,
      measure: async (roundSeed) => drawnPairs(world, deriveSeed(roundSeed, 'draw')),
    });
    verdicts[overall(metrics)]++;
    if (rounds.length > 1) firstRoundFails++;
    for (const { name, verdict, rule } of metrics) {
      const counts = byMetric[name] ?? { fail: 0, inconclusive: 0 };
      byMetric[name] = counts;
      if (verdict !== 'pass' && rule.level === 'error') counts[verdict]++;
    }
    onGate();
  }
  return { gates, ...verdicts, firstRoundFails, byMetric };
}
