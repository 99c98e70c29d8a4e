import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { nearestByIndex, nearestExactly } from '../../src/retrieval/nearest-rows.ts';
import { buildNeighbourGraph, graphLibrary, type NeighbourGraph } from '../../src/retrieval/neighbour-graph.ts';
import { installationFolder } from '../../src/suite/installation.ts';
import type { Matrix } from '../../src/types.ts';
import { toyMatrix } from '../support/toy-model.ts';

const settings = { device: 'cpu', threads: 1 } as const;
const degree = 12;
/** Real names of emoji as a text backbone embeds them: of unit length. Rows behind the first ones ask. */
const [rows, asking] = [1500, 80];
let all: Matrix;
let vectors: Matrix;

beforeAll(async () => {
  const { tensors } = await readSafetensors(join(installationFolder, 'data', 'emoji', 'right.safetensors'), ['global']);
  const { shape, data } = tensors.global!;
  const columns = shape[1]!;
  // Every 2nd row, so that neighbours in the file are not all there.
  const taken = Float32Array.from({ length: (rows + asking) * columns }, (_, i) =>
    Number(data[2 * Math.floor(i / columns) * columns + (i % columns)]),
  );
  for (let row = 0; row < rows + asking; row++) {
    const vector = taken.subarray(row * columns, (row + 1) * columns);
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    for (let e = 0; e < columns; e++) vector[e]! /= length;
  }
  all = { rows: rows + asking, columns, data: taken };
  vectors = { rows, columns, data: taken.subarray(0, rows * columns) };
});

const dot = (a: number, b: number): number => {
  let sum = 0;
  for (let e = 0; e < all.columns; e++) sum += all.data[a * all.columns + e]! * all.data[b * all.columns + e]!;
  return sum;
};

/** Greedy best-first search from row 0 by inner product with a row that is not in the graph, until `calls` rows are scored. */
function walk({ offsets, targets }: NeighbourGraph, query: number, calls: number): number[] {
  const scored = new Map([[0, dot(query, 0)]]);
  const expanded = new Set<number>();
  while (scored.size < calls) {
    const [next] = [...scored].filter(([row]) => !expanded.has(row)).sort((a, b) => b[1] - a[1])[0] ?? [];
    if (next === undefined) break;
    expanded.add(next);
    for (const row of targets.subarray(offsets[next], offsets[next + 1]))
      if (scored.size < calls) scored.set(row, dot(query, row));
  }
  return [...scored]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 10)
    .map(([row]) => row);
}

describe.each(['innerProduct', 'l2'] as const)('neighbours on real data by %s, found by an index', (metric) => {
  test('are nearly all of the exact ones, nearest first, never the row itself', async () => {
    const [exact, found] = [
      await nearestExactly(vectors, metric, degree, settings),
      await nearestByIndex(vectors, metric, degree, settings),
    ];
    let hits = 0;
    for (let row = 0; row < rows; row++) {
      const truth = new Set(exact.subarray(row * degree, (row + 1) * degree));
      const own = [...found.subarray(row * degree, (row + 1) * degree)];
      hits += own.filter((other) => truth.has(other)).length;
      expect(own).not.toContain(row);
      expect(new Set(own).size).toBe(degree);
      const scores = own.map((other) => dot(row, other));
      for (let i = 1; i < degree; i++) expect(scores[i]!).toBeLessThanOrEqual(scores[i - 1]! + 1e-5);
    }
    expect(hits / (rows * degree)).toBeGreaterThan(0.99);
  });

  test('give a graph in which a search finds as much as in the exact one, and the same graph every time', async () => {
    const exact = await buildNeighbourGraph(vectors, metric, degree, settings);
    const built = await buildNeighbourGraph(vectors, metric, degree, settings, rows - 1);
    const again = await buildNeighbourGraph(vectors, metric, degree, { ...settings, threads: 2 }, rows - 1);
    expect(again).toEqual(built);
    let [ofExact, ofBuilt] = [0, 0];
    for (let query = rows; query < rows + asking; query++) {
      const truth = new Set(
        Array.from({ length: rows }, (_, row) => ({ row, score: dot(query, row) }))
          .sort((a, b) => b.score - a.score)
          .slice(0, 10)
          .map(({ row }) => row),
      );
      ofExact += walk(exact, query, 150).filter((row) => truth.has(row)).length;
      ofBuilt += walk(built, query, 150).filter((row) => truth.has(row)).length;
    }
    expect(ofExact).toBeGreaterThan(0.5 * 10 * asking);
    // Two in a thousand answers are within what one edge more or less does.
    expect(ofBuilt).toBeGreaterThanOrEqual(ofExact - 0.002 * 10 * asking);
  });
});

test('a graph whose neighbours an index found says by which version of which library', () => {
  expect(graphLibrary(32_768)).toEqual({ name: 'neighbour-graph', version: '1' });
  expect(graphLibrary(32_769)).toEqual({ name: 'neighbour-graph', version: expect.stringMatching(/^1 by usearch \d+\.\d+/) });
});

test('an index over fewer rows than neighbours were asked for gives what there is', async () => {
  const few = toyMatrix(4, 3, 1);
  const graph = await buildNeighbourGraph(few, 'l2', 16, settings, 1);
  expect([...graph.offsets]).toEqual([0, 3, 6, 9, 12]);
  expect(graph).toEqual({ ...(await buildNeighbourGraph(few, 'l2', 16, settings)) });
});
