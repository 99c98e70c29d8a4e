import { expect, test } from 'vitest';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { evaluateScores } from '../../src/metrics/evaluate.ts';
import { withoutExcluded } from '../../src/metrics/exclude.ts';
import { factorisation } from '../../src/sanity/factorisation.ts';
import { popularity } from '../../src/sanity/known-scores.ts';
import type { DatasetPart, SideData } from '../../src/types.ts';

const people = 40;
const films = 30;
const side = (name: string, ids: readonly string[]): SideData => ({
  name,
  items: ids.map((id) => ({ id, unit: id.split('~')[0]! })),
  features: { global: { rows: ids.length, columns: 1, data: new Float32Array(ids.length) } },
});
const names = (prefix: string, count: number, moment = ''): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(2, '0')}${moment}`);

/** Two tastes: even people like even films. Every third film of a taste is kept for the test. */
const likes = (kept: boolean) =>
  Array.from({ length: people * films }, (_, at) => ({ row: Math.floor(at / films), column: at % films, grade: 1 })).filter(
    ({ row, column }) => row % 2 === column % 2 && (((row >> 1) + (column >> 1)) % 3 === 0) === kept,
  );
const [seen, kept] = [relevanceFromPairs(people, films, likes(false)), relevanceFromPairs(people, films, likes(true))];
const part = (moment: string, relevance: DatasetPart['relevance']): DatasetPart => ({
  left: side('person', names('p', people, moment)),
  right: side('film', names('f', films)),
  relevance,
});
const world = { train: part('~train', seen), test: { ...part('~test', kept), exclude: seen }, seed: 1 };
const evaluated = (arm: typeof factorisation) => {
  const scores = withoutExcluded(arm.scores(world)!, world.test.exclude);
  return evaluateScores(scores, kept, { left: new Int32Array(people), right: new Int32Array(films) })['left-right'].averages;
};

test('factorisation finds the taste that people share, which popularity cannot', () => {
  expect(evaluated(factorisation).mAP).toBeGreaterThan(0.95);
  expect(evaluated(popularity).mAP).toBeLessThan(0.6);
});

test('it has nothing to say where no tested item was in training', () => {
  const strangers = {
    ...world,
    test: { ...world.test, left: side('person', names('x', people)), right: side('film', names('y', films)) },
  };
  expect(factorisation.scores(strangers)).toBeUndefined();
});

test('popularity is known to find nothing only where the parts share no item', () => {
  expect(popularity.expected!(popularity.scores(world)!, world, 'left-right')).toBeUndefined();
});
