import { expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { chooseFusion, fuse, fusionWeights } from '../../src/retrieval/score-fusion.ts';

const normals = (count: number, seed: number, scale: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => 5 + scale * random.normal());
};
const [queries, k] = [60, 20];
const right = Array.from({ length: queries }, (_, query) => createRandom(query).below(k));

/** Share of queries whose right candidate has the highest score. */
const found = (fused: Float32Array): number =>
  right.filter((answer, query) => {
    const scores = fused.subarray(query * k, (query + 1) * k);
    return scores.every((score, i) => i === answer || score < scores[answer]!);
  }).length / queries;

/** Noise in which the right answers stand out by so many deviations. */
const scores = (seed: number, scale: number, lift: number): Float32Array => {
  const values = normals(queries * k, seed, scale);
  for (const [query, answer] of right.entries()) values[query * k + answer]! += lift * scale;
  return values;
};

test('two stages that err independently are fused, and better than either', () => {
  const both = { first: scores(1, 0.1, 1.5), rerank: scores(2, 8, 1.5) };
  const fusion = chooseFusion(both, found);
  expect(fusion.weight).toBeGreaterThan(0);
  expect(fusion.weight).toBeLessThan(1);
  const fused = both.first.map((first, i) => fuse(first, both.rerank[i]!, fusion));
  expect(found(fused)).toBeGreaterThan(Math.max(found(both.first), found(both.rerank)));
});

test('the choice does not depend on the unit of either score', () => {
  const both = { first: scores(1, 0.1, 1.5), rerank: scores(2, 8, 1.5) };
  const scaled = { first: both.first.map((v) => 64 * v - 3), rerank: both.rerank.map((v) => v / 1024 + 9) };
  expect(chooseFusion(scaled, found).weight).toBe(chooseFusion(both, found).weight);
});

test('no other weight has a higher quality, and of equal ones that nearest to the reranker is taken', () => {
  const both = { first: scores(3, 1, 2), rerank: scores(4, 1, 1) };
  const chosen = chooseFusion(both, found);
  const at = (weight: number) => found(both.first.map((first, i) => fuse(first, both.rerank[i]!, { ...chosen, weight })));
  for (const weight of fusionWeights) expect(at(weight)).toBeLessThanOrEqual(at(chosen.weight));
  expect(chooseFusion(both, () => 0.5).weight).toBe(1);
});

test('equal scores and places without a candidate break nothing', () => {
  const first = new Float32Array(8).fill(2);
  const rerank = Float32Array.of(1, 2, Number.NaN, 3, 1, 2, Number.NaN, 3);
  expect(chooseFusion({ first, rerank }, () => 0)).toEqual({ weight: 1, firstScale: 1, rerankScale: Math.sqrt(2 / 3) });
});

test('a first stage that fills fewer places than it was asked for has the scale of what it found', () => {
  const rerank = Float32Array.of(1, 2, Number.NaN, 3);
  // A list of fewer than k ends in the lowest of all scores.
  const first = Float32Array.of(1, 2, Number.NEGATIVE_INFINITY, 3);
  expect(chooseFusion({ first, rerank }, () => 0).firstScale).toBe(Math.sqrt(2 / 3));
});
