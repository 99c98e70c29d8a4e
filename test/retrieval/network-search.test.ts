import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildClusterTree } from '../../src/retrieval/cluster-tree.ts';
import { createFrontier } from '../../src/retrieval/frontier.ts';
import { buildNeighbourGraph } from '../../src/retrieval/neighbour-graph.ts';
import { openScorer } from '../../src/retrieval/open.ts';
import type { TunableScorer } from '../../src/retrieval/tunable.ts';
import type { Features, Scorer, ScorerSpec, SearchTrace, Side, TopK } from '../../src/types.ts';
import { toyMatrix, writeToyConcat, writeToyDualTower } from '../support/toy-model.ts';
import { createToyWorld, naiveScores, type ToyWorld } from './toy-world.ts';

const widths = { left: 7, right: 5, hidden: 8, tail: 6 };
const [leftCount, rightCount] = [12, 600];
const settings = { device: 'cpu', threads: 1 } as const;
let world: ToyWorld;
let network: Float32Array;

beforeAll(async () => {
  world = await createToyWorld(widths, leftCount, rightCount);
  writeToyConcat(join(world.folder, 'concat'), widths);
  writeToyDualTower(join(world.folder, 'cosine'), widths);
  network = await naiveScores(world, 'concat');
});
afterAll(() => world.remove());

const specOf = (kind: string, queries: Side, knobs: Record<string, number>, guided: boolean): ScorerSpec =>
  world.spec(kind, 'concat', queries, { settings: knobs, stages: guided ? [world.spec('exact', 'cosine', queries)] : [] });
const ask = async (scorer: Scorer, queries: Features, k: number, trace?: SearchTrace): Promise<TopK> =>
  scorer.search(await scorer.encode(queries), k, trace);
const newTrace = (): SearchTrace => ({ networkCalls: 0, stageMs: {} });

/** The k best rows of a left query by the scores of the network as drawn. */
const best = (query: number, k: number): number[] => {
  const scores = network.subarray(query * rightCount, (query + 1) * rightCount);
  return [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, k);
};
const recall = (found: TopK): number => {
  let hits = 0;
  for (let query = 0; query < leftCount; query++) {
    const truth = new Set(best(query, found.k));
    hits += found.rows.subarray(query * found.k, (query + 1) * found.k).filter((row) => truth.has(row)).length;
  }
  return hits / (leftCount * found.k);
};

describe.each([
  ['network-graph', 'calls', true],
  ['network-graph', 'calls', false],
  ['network-tree', 'beam', true],
  ['network-tree', 'beam', false],
] as const)('%s by its %s, over embeddings of a tower: %s', (kind, effort, guided) => {
  test('with the effort of all candidates finds what the exhaustive network finds, in both directions', async () => {
    for (const queries of ['left', 'right'] as const) {
      const exhaustive = await openScorer(world.spec('exhaustive-factorised', 'concat', queries));
      const scorer = await openScorer(specOf(kind, queries, { [effort]: 600 }, guided));
      const { columns, data } = world[queries].global;
      const few = { global: { rows: 12, columns, data: data.subarray(0, 12 * columns) } };
      const trace = newTrace();
      const [expected, found] = [await ask(exhaustive, few, 10), await ask(scorer, few, 10, trace)];
      expect([...found.rows]).toEqual([...expected.rows]);
      expect(trace.networkCalls).toBe(12 * exhaustive.candidateCount);
      await exhaustive.close();
      await scorer.close();
    }
  });

  test('finds more the more it may spend, says what it spent, and far more than as many drawn at random', async () => {
    const scorer = (await openScorer(specOf(kind, 'left', { [effort]: 1 }, guided))) as TunableScorer;
    const recalls: number[] = [];
    for (const value of effort === 'calls' ? [30, 90, 300] : [2, 8, 32]) {
      const tuned = scorer.retune({ [effort]: value });
      const trace = newTrace();
      const found = await ask(tuned, world.left, 10, trace);
      recalls.push(recall(found));
      if (effort === 'calls') expect(trace.networkCalls).toBe(leftCount * value);
      // The tower of this world knows nothing of the network: entries that it names are no better than others.
      if (recalls.length > 1) expect(recalls.at(-1)).toBeGreaterThan((1.5 * trace.networkCalls) / leftCount / rightCount);
      expect(Object.keys(trace.stageMs).sort()).toEqual(['gather', 'interaction', 'search', 'top-k']);
      // Every score is that of the network.
      for (const [i, row] of found.rows.entries()) {
        if (row >= 0) expect(found.scores[i]).toBeCloseTo(network[Math.floor(i / 10) * rightCount + row]!, 4);
      }
    }
    expect(recalls).toEqual([...recalls].sort((a, b) => a - b));
    expect(recalls[2]).toBeGreaterThan(0.75);
    await scorer.close();
  });

  test('answers alike when opened again with the same seed, one query at a time as together', async () => {
    const knobs = { [effort]: 20, seed: 5 };
    const [once, again] = [
      await openScorer(specOf(kind, 'left', knobs, guided)),
      await openScorer(specOf(kind, 'left', knobs, guided)),
    ];
    const together = await ask(once, world.left, 5);
    const { columns, data } = world.left.global;
    for (let row = 0; row < leftCount; row++) {
      const one = { global: { rows: 1, columns, data: data.subarray(row * columns, (row + 1) * columns) } };
      expect([...(await ask(again, one, 5)).rows]).toEqual([...together.rows.subarray(5 * row, 5 * row + 5)]);
    }
    await once.close();
    await again.close();
  });

  test('has an answer for one candidate, and for candidates that are all alike', async () => {
    const few = { candidateCount: 1 };
    const spec = specOf(kind, 'left', {}, false);
    const single = await openScorer({ ...spec, ...few, stages: guided ? [world.spec('exact', 'cosine', 'left', few)] : [] });
    expect([...(await ask(single, world.left, 2)).rows.subarray(0, 2)]).toEqual([0, -1]);
    await single.close();
    const alike = await createToyWorld(widths, 2, 50, undefined, () => 1);
    writeToyConcat(join(alike.folder, 'concat'), widths);
    writeToyDualTower(join(alike.folder, 'cosine'), widths);
    const stages = guided ? [alike.spec('exact', 'cosine', 'left')] : [];
    const scorer = await openScorer(alike.spec(kind, 'concat', 'left', { settings: { [effort]: 50 }, stages }));
    expect([...(await ask(scorer, alike.left, 4)).rows.subarray(0, 4)]).toEqual([0, 1, 2, 3]);
    await scorer.close();
    alike.remove();
  });
});

test('an inner scorer without full embeddings is refused', async () => {
  const stages = [world.spec('exact', 'cosine', 'left', { settings: { bits: 8 } })];
  await expect(openScorer(world.spec('network-graph', 'concat', 'left', { stages }))).rejects.toMatchObject({
    place: 'stages',
    message: /keeps no embeddings/,
  });
});

test('a graph joins each vector with its nearest, both ways, and with few more than twice as many as were asked for', async () => {
  for (const metric of ['innerProduct', 'l2'] as const) {
    const vectors = toyMatrix(150, 6, 3);
    const row = (i: number) => vectors.data.subarray(6 * i, 6 * i + 6);
    const nearness = (i: number, j: number) =>
      row(i).reduce((sum, value, e) => sum + (metric === 'l2' ? -((value - row(j)[e]!) ** 2) : value * row(j)[e]!), 0);
    const { offsets, targets } = await buildNeighbourGraph(vectors, metric, 4, settings);
    const linked = (i: number) => [...targets.subarray(offsets[i], offsets[i + 1])];
    for (let i = 0; i < 150; i++) {
      const others = Array.from({ length: 150 }, (_, j) => j).filter((j) => j !== i);
      others.sort((a, b) => nearness(i, b) - nearness(i, a));
      expect(linked(i).slice(0, 4)).toEqual(others.slice(0, 4));
      expect(new Set(linked(i)).size).toBe(linked(i).length);
      expect(linked(i).length).toBeLessThanOrEqual(8);
      if (linked(i).length < 8) for (const j of others) if (linked(j).slice(0, 4).includes(i)) expect(linked(i)).toContain(j);
    }
  }
});

test('a tree holds every row once, in halves of equal size, and is stood for by members', () => {
  const vectors = toyMatrix(203, 5, 9);
  const { order, starts, ends, medoids, children } = buildClusterTree(vectors, 8, 1);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 203 }, (_, i) => i));
  for (const [node, child] of children.entries()) {
    const members = [...order.subarray(starts[node], ends[node])];
    expect(members).toContain(medoids[node]);
    if (child === 0) {
      expect(members.length).toBeLessThanOrEqual(8);
      continue;
    }
    expect([starts[child], ends[child], ends[child + 1]]).toEqual([starts[node], starts[child + 1], ends[node]]);
    expect(Math.abs(ends[child]! - starts[child]! - (ends[child + 1]! - starts[child + 1]!))).toBeLessThanOrEqual(1);
    // Halves are nearer to each other's members than a random split: their means lie apart.
    const mean = (rows: number[]) =>
      Array.from({ length: 5 }, (_, e) => rows.reduce((s, r) => s + vectors.data[5 * r + e]!, 0) / rows.length);
    const [a, b] = [child, child + 1].map((half) => mean([...order.subarray(starts[half], ends[half])]));
    if (members.length > 100) expect(Math.hypot(...a!.map((value, e) => value - b![e]!))).toBeGreaterThan(1);
  }
});

test('a prediction is the line through the guide, moved by what neighbours have more or less than it says', () => {
  // 0 and 1 lie on score = 2 guide + 1, 2 lies 6 above; 3 is a neighbour of 2, 4 of 0, 5 of none.
  const graph = { offsets: Uint32Array.of(0, 1, 1, 2, 2, 2, 2), targets: Int32Array.of(4, 3) };
  const guides = [1, 3, 2, 1, 1, 2.5];
  const frontier = createFrontier(6, graph, (row) => guides[row]!);
  frontier.offer(5);
  frontier.evaluated(Int32Array.of(0, 1, 2), Float32Array.of(3, 7, 11), 3);
  const rows = new Int32Array(3);
  // a = 2, b = 3: residuals are −2, −2, 4; predicted 3: 5 + 4/2, 4: 5 − 2/2, 5: 8.
  expect(frontier.next(rows, 3)).toBe(3);
  expect([...rows]).toEqual([5, 3, 4]);
  frontier.clear();
  expect(frontier.next(rows, 3)).toBe(0);
});
