import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeSide, inputRows } from '../../src/retrieval/cached-side.ts';
import { openPart, readManifest } from '../../src/retrieval/model-folder.ts';
import { openScorer } from '../../src/retrieval/open.ts';
import { openRescorer } from '../../src/retrieval/rescorer.ts';
import type { TunableScorer } from '../../src/retrieval/tunable.ts';
import type { Features, Scorer, ScorerSpec, SearchTrace, Side, TopK } from '../../src/types.ts';
import { writeToyConcat, writeToyDualTower } from '../support/toy-model.ts';
import { createToyWorld, naiveScores, type ToyWorld } from './toy-world.ts';

const widths = { left: 7, right: 5, hidden: 8, tail: 6 };
const [leftCount, rightCount] = [6, 300];
let world: ToyWorld;
let network: Float32Array;
let tower: Float32Array;

beforeAll(async () => {
  world = await createToyWorld(widths, leftCount, rightCount);
  writeToyConcat(join(world.folder, 'concat'), widths);
  writeToyDualTower(join(world.folder, 'cosine'), widths);
  network = await naiveScores(world, 'concat');
  tower = await naiveScores(world, 'cosine');
});
afterAll(() => world.remove());

const cascade = (queries: Side, settings: Record<string, number>, more: Partial<ScorerSpec> = {}): ScorerSpec =>
  world.spec('cascade', 'concat', queries, { settings, stages: [world.spec('exact', 'cosine', queries)], ...more });
const ask = async (scorer: Scorer, queries: Features, k: number, trace?: SearchTrace): Promise<TopK> =>
  scorer.search(await scorer.encode(queries), k, trace);
const listOf = ({ k, rows }: TopK, query: number): number[] => [...rows.subarray(query * k, (query + 1) * k)];

/** What a cascade lists, written afresh: the k best of the tower by both scores, then the rest by the tower alone. */
const reference = (queries: Side, query: number, depth: number, weight: number, first = 1, rerank = 1): number[] => {
  const at = (scores: Float32Array, candidate: number) =>
    queries === 'left' ? scores[query * rightCount + candidate]! : scores[candidate * rightCount + query]!;
  const order = Array.from({ length: queries === 'left' ? rightCount : leftCount }, (_, i) => i);
  order.sort((a, b) => at(tower, b) - at(tower, a));
  const score = (row: number) => (weight * at(network, row)) / rerank + ((1 - weight) * at(tower, row)) / first;
  return [...order.slice(0, depth).sort((a, b) => score(b) - score(a)), ...order.slice(depth)];
};

describe.each(['left', 'right'] as const)('a cascade asked from the %s side', (queries) => {
  const candidates = queries === 'left' ? rightCount : leftCount;

  test('of all candidates answers as the exhaustive network does, to the last bit', async () => {
    const exhaustive = await openScorer(world.spec('exhaustive-factorised', 'concat', queries));
    const full = await openScorer(cascade(queries, { k: candidates }));
    const { columns, data } = world[queries].global;
    for (const row of [0, 5]) {
      const one = { global: { rows: 1, columns, data: data.subarray(row * columns, (row + 1) * columns) } };
      const [expected, found] = [await ask(exhaustive, one, candidates), await ask(full, one, candidates)];
      expect([...found.rows]).toEqual([...expected.rows]);
      expect([...found.scores]).toEqual([...expected.scores]);
    }
    await exhaustive.close();
    await full.close();
  });

  test.each([
    [1, 1, 1, 1],
    [4, 1, 1, 1],
    [4, 0.3, 0.5, 2],
    [4, 0, 1, 1],
  ])(
    'of depth %i and weight %f lists the retrieved by both scores, the rest by the first stage',
    async (k, weight, first, rerank) => {
      const scorer = await openScorer(cascade(queries, { k, weight, firstScale: first, rerankScale: rerank }));
      const found = await ask(scorer, world[queries], candidates);
      for (let query = 0; query < 6; query++) {
        expect(listOf(found, query)).toEqual(reference(queries, query, k, weight, first, rerank));
        const scores = found.scores.subarray(query * candidates, (query + 1) * candidates);
        expect([...scores]).toEqual([...scores].sort((a, b) => b - a));
        expect(scores[k - 1]).toBeGreaterThan(scores[k]!);
        expect(new Set(scores).size).toBe(candidates);
      }
      await scorer.close();
    },
  );
});

test('a shorter answer is the head of a longer one, and places beyond the candidates stay empty', async () => {
  const scorer = await openScorer(cascade('left', { k: 10 }));
  const long = await ask(scorer, world.left, rightCount + 2);
  for (const k of [3, 10, 40]) expect(listOf(await ask(scorer, world.left, k), 4)).toEqual(listOf(long, 4).slice(0, k));
  expect(listOf(long, 4).slice(-2)).toEqual([-1, -1]);
  await scorer.close();
});

test('the network is called once for each of the k, and every stage says its time', async () => {
  const scorer = await openScorer(cascade('left', { k: 10 }));
  const trace: SearchTrace = { networkCalls: 0, stageMs: {} };
  await ask(scorer, world.left, 40, trace);
  expect(trace.networkCalls).toBe(10 * leftCount);
  expect(Object.keys(trace.stageMs).sort()).toEqual(['gather', 'interaction', 'search', 'top-k']);
  await scorer.close();
});

test('depth and weight change without opening again', async () => {
  const scorer = (await openScorer(cascade('left', { k: 2 }))) as TunableScorer;
  const deep = scorer.retune({ k: 50, weight: 0.5 });
  expect(deep.spec.settings).toMatchObject({ k: 50, weight: 0.5 });
  expect(listOf(await ask(deep, world.left, rightCount), 1)).toEqual(reference('left', 1, 50, 0.5));
  expect(listOf(await ask(scorer, world.left, rightCount), 1)).toEqual(reference('left', 1, 2, 1));
  expect(() => scorer.retune({ weight: 1.5 })).toThrow('weight is 1.5');
  await scorer.close();
});

test('any index may be the first stage, and opening tells apart what both stages take', async () => {
  const scorer = await openScorer(cascade('left', { k: 20 }, { stages: [world.spec('faiss-flat', 'cosine', 'left')] }));
  expect(listOf(await ask(scorer, world.left, 20), 2)).toEqual(reference('left', 2, 20, 1).slice(0, 20));
  const encoded = scorer.opening.filter(({ phase }) => phase === 'encode candidates');
  const bytes = rightCount * widths.hidden * 4;
  expect(encoded).toMatchObject([{ bytes, ofStage: true }, { bytes }]);
  expect(encoded[1]!.ofStage).toBeUndefined();
  expect(new Set(scorer.opening.map(({ phase, ofStage }) => `${phase} ${ofStage}`)).size).toBe(scorer.opening.length);
  await scorer.close();
});

test('a depth above the candidates is cut to them, and says so', async () => {
  const scorer = await openScorer(cascade('left', { k: 5000 }));
  expect(scorer.spec.settings.k).toBe(rightCount);
  expect(scorer.warnings).toMatchObject([{ code: 'depth-clipped', message: /k is 5000 of 300 candidates/ }]);
  await scorer.close();
});

test('one candidate is the answer, and equal candidates come in the order of their rows', async () => {
  const one = { candidateCount: 1 };
  const single = await openScorer(cascade('left', {}, { ...one, stages: [world.spec('exact', 'cosine', 'left', one)] }));
  expect(listOf(await ask(single, world.left, 3), 0)).toEqual([0, -1, -1]);
  await single.close();

  const equal = await createToyWorld(widths, leftCount, 40, undefined, () => 1);
  writeToyConcat(join(equal.folder, 'concat'), widths);
  writeToyDualTower(join(equal.folder, 'cosine'), widths);
  const stages = [equal.spec('exact', 'cosine', 'left')];
  const scorer = await openScorer(equal.spec('cascade', 'concat', 'left', { settings: { k: 7 }, stages }));
  const found = await ask(scorer, equal.left, 12);
  expect(listOf(found, 3)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  // What was not retrieved lies below what was, also where the first stage cannot tell them apart.
  expect(found.scores[6]).toBeGreaterThan(found.scores[7]!);
  await scorer.close();
  equal.remove();
});

test('a pair that the reranker scores NaN is named by its rows', async () => {
  const spec = world.spec('cascade', 'concat', 'left');
  const model = await readManifest(spec.modelDir);
  const encode = async (side: Side) => {
    const session = await openPart(spec.modelDir, side, model, spec);
    const rows = await encodeSide(session, model[side].cached, inputRows(model, side, world[side]));
    await session.close();
    return rows;
  };
  const candidates = await encode('right');
  candidates.arrays[0]!.data[17 * widths.hidden] = Number.NaN;
  const rescorer = await openRescorer(spec, model, candidates);
  const score = (rows: number[]) =>
    encode('left').then((queries) => rescorer.score(queries, 3, Int32Array.from(rows), rows.length, new Float32Array(9)));
  await score([2, 9]);
  await expect(score([2, 9, 17])).rejects.toThrow('query row 3 with candidate row 17 as NaN');
  await rescorer.close();
});

test('a cascade without a first stage, of other queries or of other candidates is refused', async () => {
  const refused = (spec: ScorerSpec) => expect(openScorer(spec)).rejects;
  await refused(world.spec('cascade', 'concat', 'left')).toMatchObject({ place: 'stages', remedy: /Give it one/ });
  await refused(world.spec('exact', 'cosine', 'left', { stages: [world.spec('exact', 'cosine', 'left')] })).toThrow('1 inner');
  await refused(cascade('left', {}, { stages: [world.spec('exact', 'cosine', 'right')] })).toThrow('queries of cascade are');
  const fewer = world.spec('exact', 'cosine', 'left', { candidateCount: 30 });
  await refused(cascade('left', {}, { stages: [fewer] })).toThrow('inner scorer has 30 candidates, the outer one 300');
  await refused(cascade('left', { depth: 3 })).toMatchObject({
    place: 'depth',
    remedy: 'Choose from k, weight, firstScale, rerankScale.',
  });
});
