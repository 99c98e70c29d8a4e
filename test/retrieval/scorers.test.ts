import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openScorer } from '../../src/retrieval/open.ts';
import { scoreMatrix } from '../../src/retrieval/score-matrix.ts';
import { scorers } from '../../src/retrieval/scorer-kinds.ts';
import type { Features, Scorer, Side, TopK } from '../../src/types.ts';
import { type ToyWeights, toyMatrix, writeToyConcat, writeToyDualTower } from '../support/toy-model.ts';
import { createToyWorld, naiveScores, type ToyWorld, times } from './toy-world.ts';

const widths = { left: 7, right: 5, hidden: 8, tail: 6 };
// More candidates than a block of pairs, so that blocks join.
const leftCount = 9;
const rightCount = 1100;
let world: ToyWorld;
const reference: Record<string, number[][]> = {};

const concatScores = ({ left, right, bias, second, last }: ToyWeights): number[][] => {
  const a = times(world.left.global, left);
  const b = times(world.right.global, right);
  const relu = (value: number) => Math.max(0, value);
  return a.map((x) =>
    b.map((y) => {
      const hidden = x.map((value, h) => relu(value + y[h]! + bias[h]!));
      let score = 0;
      for (let k = 0; k < last.length; k++) {
        let sum = 0;
        for (let h = 0; h < hidden.length; h++) sum += hidden[h]! * second[h * last.length + k]!;
        score += relu(sum) * last[k]!;
      }
      return score;
    }),
  );
};

const dualScores = (weights: ToyWeights, metric: 'cosine' | 'l2'): number[][] => {
  const a = times(world.left.global, weights.left);
  const b = times(world.right.global, weights.right);
  return a.map((x) =>
    b.map((y) =>
      metric === 'cosine'
        ? x.reduce((sum, value, e) => sum + value * y[e]!, 0) / Math.hypot(...x) / Math.hypot(...y)
        : -x.reduce((sum, value, e) => sum + (value - y[e]!) ** 2, 0),
    ),
  );
};

beforeAll(async () => {
  world = await createToyWorld(widths, leftCount, rightCount);
  reference.concat = concatScores(writeToyConcat(join(world.folder, 'concat'), widths));
  reference.cosine = dualScores(writeToyDualTower(join(world.folder, 'cosine'), widths), 'cosine');
  reference.l2 = dualScores(writeToyDualTower(join(world.folder, 'l2'), widths, 'l2'), 'l2');
});
afterAll(() => world.remove());

const ask = async (scorer: Scorer, queries: Features, k: number): Promise<TopK> => scorer.search(await scorer.encode(queries), k);

/** Every returned score is the true one of its row, and no row that was left out is better than the worst returned. */
const expectBest = (found: TopK, model: string, queries: Side) => {
  const score = (query: number, row: number) =>
    queries === 'left' ? reference[model]![query]![row]! : reference[model]![row]![query]!;
  const queryCount = queries === 'left' ? leftCount : rightCount;
  const candidates = queries === 'left' ? rightCount : leftCount;
  expect(found.rows.length).toBe(queryCount * found.k);
  for (let query = 0; query < queryCount; query++) {
    const truth = Array.from({ length: candidates }, (_, row) => score(query, row)).sort((a, b) => b - a);
    const rows = found.rows.subarray(query * found.k, (query + 1) * found.k);
    expect(new Set(rows).size).toBe(found.k);
    for (let i = 0; i < found.k; i++) {
      const given = found.scores[query * found.k + i]!;
      if (Math.abs(given - score(query, rows[i]!)) > 1e-4 || Math.abs(given - truth[i]!) > 1e-4) {
        throw new Error(
          `query ${query} place ${i}: row ${rows[i]} has ${score(query, rows[i]!)}, given ${given}, true best ${truth[i]}`,
        );
      }
    }
  }
};

describe.each(['left', 'right'] as const)('queries of the %s side', (queries) => {
  test.each(
    scorers.flatMap(({ name, scoresAll, indexOnly }) =>
      scoresAll === undefined
        ? []
        : [...(indexOnly ? [] : ['concat']), 'cosine', 'l2'].map((model) => [name, model, scoresAll] as const),
    ),
  )('%s finds the best of %s that plain JavaScript finds, scored %s', async (kind, model, scored) => {
    const scorer = await openScorer(world.spec(kind, model, queries));
    expect(scorer.opening.some(({ phase }) => phase === 'encode candidates')).toBe(scored === 'from caches');
    expectBest(await ask(scorer, world[queries], 5), model, queries);
    await scorer.close();
  });

  test('one query at a time gives what the batch gives', async () => {
    const scorer = await openScorer(world.spec('exhaustive-factorised', 'concat', queries));
    const batch = await ask(scorer, world[queries], 3);
    const { columns, data } = world[queries].global;
    const one = { global: { rows: 1, columns, data: data.subarray(2 * columns, 3 * columns) } };
    expect([...(await ask(scorer, one, 3)).rows]).toEqual([...batch.rows.subarray(6, 9)]);
    await scorer.close();
  });
});

test('the cached halves score every pair as the network as drawn does', async () => {
  const settings = { device: 'cpu', threads: 1 } as const;
  for (const model of ['concat', 'cosine', 'l2']) {
    const folder = join(world.folder, model);
    const matrix = await scoreMatrix(folder, world.left, world.right, settings);
    const naive = await naiveScores(world, model);
    expect([matrix.rows, matrix.columns]).toEqual([leftCount, rightCount]);
    for (const [i, score] of naive.entries()) {
      const expected = reference[model]![Math.floor(i / rightCount)]![i % rightCount]!;
      if (!(Math.abs(score - matrix.data[i]!) < 1e-4 && Math.abs(score - expected) < 1e-4)) {
        throw new Error(`pair ${i} of ${model}: naive ${score}, matrix ${matrix.data[i]}, expected ${expected}`);
      }
    }
  }
});

test('opening states what each stage took and leaves behind', async () => {
  const scorer = await openScorer(world.spec('faiss-flat', 'cosine', 'left'));
  expect(scorer.opening.map(({ phase }) => phase)).toEqual([
    'load',
    'open networks',
    'encode candidates',
    'load index library',
    'build index',
  ]);
  expect(scorer.opening[2]!.bytes).toBe(rightCount * widths.hidden * 4);
  expect(scorer.opening[4]!.bytes).toBe(rightCount * widths.hidden * 4 + 45);
  await scorer.close();
});

test('only the first candidates are used when fewer are asked for, and places beyond them stay empty', async () => {
  for (const kind of ['exhaustive-naive', 'exhaustive-factorised', 'exact', 'faiss-flat']) {
    const scorer = await openScorer(world.spec(kind, 'cosine', 'left', { candidateCount: 3 }));
    const found = await ask(scorer, world.left, 4);
    expect(scorer.candidateCount).toBe(3);
    expect([...found.rows.subarray(0, 3)].sort()).toEqual([0, 1, 2]);
    expect([found.rows[3], found.scores[3]]).toEqual([-1, -Infinity]);
    await scorer.close();
  }
});

test('a NaN in the features is an error that names the pair or the row', async () => {
  const broken = toyMatrix(leftCount, widths.left, 11);
  broken.data[4 * widths.left] = NaN;
  const queries = { global: broken };
  for (const [kind, model] of [
    ['exhaustive-naive', 'cosine'],
    ['exhaustive-factorised', 'cosine'],
    ['exact', 'l2'],
    ['faiss-flat', 'l2'],
  ] as const) {
    const scorer = await openScorer(world.spec(kind, model, 'left'));
    await expect(ask(scorer, queries, 2)).rejects.toThrow(/query row 4/);
    await scorer.close();
  }
  await expect(scoreMatrix(join(world.folder, 'cosine'), queries, world.right, { device: 'cpu', threads: 1 })).rejects.toThrow(
    'query row 4 with candidate row 0',
  );
});

test('what cannot be opened is refused with its name and a remedy', async () => {
  await expect(openScorer(world.spec('exat', 'cosine', 'left'))).rejects.toThrow('There is no scorer exat.');
  await expect(openScorer(world.spec('exact', 'concat', 'left'))).rejects.toMatchObject({
    kind: 'input',
    message: /no embeddings/,
  });
  await expect(openScorer(world.spec('exact', 'cosine', 'left', { settings: { efSearch: 3 } }))).rejects.toThrow(
    'has no setting efSearch',
  );
  await expect(openScorer(world.spec('faiss-hnsw', 'cosine', 'left', { settings: { nprobe: 3 } }))).rejects.toMatchObject({
    place: 'nprobe',
  });
  await expect(openScorer(world.spec('exact', 'nowhere', 'left'))).rejects.toMatchObject({
    kind: 'storage',
    place: /model\.json/,
  });
  await expect(openScorer(world.spec('exact', 'cosine', 'left', { candidateCount: 5000 }))).rejects.toThrow('the file has 1100');
  await expect(
    openScorer(world.spec('exact', 'cosine', 'right', { candidates: world.spec('', '', 'left').candidates })),
  ).rejects.toThrow('takes left of shape [7]');
});
