import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScorer } from '../../src/retrieval/open.ts';
import { embed, embeddingScore, recallAtK } from '../../src/retrieval/recall.ts';
import { isIndexScorer } from '../../src/retrieval/scorers/vector-index.ts';
import type { Features, Scorer } from '../../src/types.ts';
import { writeToyDualTower } from '../support/toy-model.ts';
import { createToyWorld, type ToyWorld } from './toy-world.ts';

const widths = { left: 24, right: 24, hidden: 24 };
const k = 10;
let world: ToyWorld;

beforeAll(async () => {
  world = await createToyWorld(widths, 40, 1500);
  writeToyDualTower(join(world.folder, 'innerProduct'), widths);
  writeToyDualTower(join(world.folder, 'l2'), widths, 'l2');
});
afterAll(() => world.remove());

const ask = async (scorer: Scorer, queries: Features) => scorer.search(await scorer.encode(queries), k);

const meanRecall = async (scorer: Scorer, model: 'innerProduct' | 'l2'): Promise<number> => {
  const exact = await openScorer(world.spec('exact', model, 'left'));
  const settings = { device: 'cpu', threads: 1 } as const;
  const left = await embed(join(world.folder, model), 'left', world.left, settings);
  const right = await embed(join(world.folder, model), 'right', world.right, settings);
  const recall = recallAtK(await ask(scorer, world.left), await ask(exact, world.left), k, embeddingScore(left, right, model));
  await exact.close();
  return recall.reduce((sum, value) => sum + value, 0) / recall.length;
};

test.each([
  ['faiss-hnsw', 'innerProduct', { neighbours: 8, efSearch: 1 }, { efSearch: 2000 }],
  ['faiss-hnsw', 'l2', { neighbours: 8, efSearch: 1 }, { efSearch: 2000 }],
  ['faiss-ivf', 'innerProduct', { lists: 30, nprobe: 1 }, { nprobe: 30 }],
  ['faiss-ivf', 'l2', { lists: 30, nprobe: 1 }, { nprobe: 30 }],
  ['usearch', 'innerProduct', { neighbours: 4, efSearch: 1 }, { efSearch: 2000 }],
  ['usearch', 'l2', { neighbours: 4, efSearch: 1 }, { efSearch: 2000 }],
] as const)(
  '%s over %s finds little at its lowest knob and nearly everything at its highest, without building again',
  async (kind, model, low, high) => {
    const scorer = await openScorer(world.spec(kind, model, 'left', { settings: low }));
    if (!isIndexScorer(scorer)) throw new Error('not an index');
    const poor = await meanRecall(scorer, model);
    const tuned = scorer.retune(high);
    expect(poor).toBeLessThan(0.8);
    expect(await meanRecall(tuned, model)).toBeGreaterThan(0.97);
    expect(tuned.spec.settings).toMatchObject({ ...low, ...high });
    expect(await meanRecall(scorer, model)).toBe(poor);
    expect(scorer.warnings).toEqual([]);
    await scorer.close();
  },
);

test('efConstruction acts while building: a poor graph stays poor at the same search effort', async () => {
  const recallOf = async (efConstruction: number) => {
    const scorer = await openScorer(
      world.spec('faiss-hnsw', 'innerProduct', 'left', { settings: { neighbours: 8, efConstruction, efSearch: 40 } }),
    );
    const recall = await meanRecall(scorer, 'innerProduct');
    await scorer.close();
    return recall;
  };
  expect(await recallOf(200)).toBeGreaterThan((await recallOf(4)) + 0.05);
});

test('a knob of the build cannot be retuned', async () => {
  const scorer = await openScorer(world.spec('faiss-ivf', 'l2', 'left'));
  if (!isIndexScorer(scorer)) throw new Error('not an index');
  expect(() => scorer.retune({ lists: 3 })).toThrow('lists cannot change');
  await scorer.close();
});

test('the copy that faiss-node needs is made apart from the search, and gives the same answer', async () => {
  const scorer = await openScorer(world.spec('faiss-flat', 'innerProduct', 'left'));
  if (!isIndexScorer(scorer)) throw new Error('not an index');
  const embeddings = await embed(join(world.folder, 'innerProduct'), 'left', world.left, { device: 'cpu', threads: 1 });
  const prepared = scorer.index.prepare(embeddings.data);
  expect(prepared).toMatchObject({ count: 40 });
  expect([...Array.from(scorer.index.search(prepared, k).rows)]).toEqual([...(await ask(scorer, world.left)).rows]);
  await scorer.close();
});
