import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScorer } from '../../src/retrieval/open.ts';
import { scorers } from '../../src/retrieval/scorer-kinds.ts';
import type { ScorerSpec } from '../../src/types.ts';
import { writeToyDualTower } from '../support/toy-model.ts';
import { createToyWorld, type ToyWorld } from './toy-world.ts';

const widths = { left: 6, right: 6, hidden: 8 };
let none: ToyWorld;
let one: ToyWorld;
let alike: ToyWorld;

beforeAll(async () => {
  none = await createToyWorld(widths, 3, 0);
  one = await createToyWorld(widths, 3, 1);
  alike = await createToyWorld(widths, 3, 20, undefined, () => 0.5);
  for (const { folder } of [none, one, alike]) writeToyDualTower(join(folder, 'tower'), widths);
});
afterAll(() => {
  for (const world of [none, one, alike]) world.remove();
});

/** Every row of the table that a dual tower can be served by. */
const kinds = scorers.map(({ name }) => name).filter((name) => !name.startsWith('late-'));

const specOf = (world: ToyWorld, kind: string): ScorerSpec => {
  const needsStage = scorers.find(({ name }) => name === kind)!.stage !== undefined;
  return world.spec(kind, 'tower', 'left', needsStage ? { stages: [world.spec('exact', 'tower', 'left')] } : {});
};

test.each(kinds)('%s is refused no candidates, in one clear line', async (kind) => {
  await expect(openScorer(specOf(none, kind))).rejects.toMatchObject({
    kind: 'input',
    message: 'There are no candidates.',
    place: expect.stringContaining('right.safetensors'),
  });
});

test.each(kinds)('%s over one candidate answers with it, and leaves the places beyond it empty', async (kind) => {
  const scorer = await openScorer(specOf(one, kind));
  const { rows, scores } = await scorer.search(await scorer.encode(one.left), 4);
  expect([...rows]).toEqual([0, 1, 2].flatMap(() => [0, -1, -1, -1]));
  expect([0, 1, 2].every((query) => Number.isFinite(scores[4 * query]!))).toBe(true);
  await scorer.close();
});

test.each(kinds)('%s over candidates that all score alike lists some of them once each, all with one score', async (kind) => {
  const scorer = await openScorer(specOf(alike, kind));
  const { rows, scores } = await scorer.search(await scorer.encode(alike.left), 5);
  for (let query = 0; query < 3; query++) {
    const found = [...rows.subarray(5 * query, 5 * query + 5)].filter((row) => row >= 0);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found).size).toBe(found.length);
    for (let i = 0; i < found.length; i++) expect(scores[5 * query + i]).toBeCloseTo(scores[5 * query]!, 5);
  }
  await scorer.close();
});
