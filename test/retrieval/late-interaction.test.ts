import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineModel } from '../../src/define-model.ts';
import { openScorer } from '../../src/retrieval/open.ts';
import { exportModel } from '../../src/training/export-model.ts';
import { initialWeights } from '../../src/training/weights.ts';
import type { Scorer, SearchTrace, Side, TopK } from '../../src/types.ts';
import { createToyWorld, type ToyWorld } from './toy-world.ts';

const tokens = { left: { count: 5, width: 4 }, right: { count: 3, width: 4 } };
const rightCount = 90;
let world: ToyWorld;

beforeAll(async () => {
  world = await createToyWorld({ left: 9, right: 6, hidden: 0 }, 20, rightCount, {
    left: { tokens: tokens.left },
    right: { tokens: tokens.right },
  });
  const shapes = { left: { width: 9, tokens: tokens.left }, right: { width: 6, tokens: tokens.right } };
  const sizes = { inputDropout: 0, hidden: 16, embedding: 8, hiddenDropout: 0, fusionHidden: [12, 5] };
  for (const name of ['late-interaction', 'concat'] as const) {
    const model = defineModel(name, shapes, sizes);
    await exportModel(model, initialWeights(model.parameters, 1, world), join(world.folder, name));
  }
});
afterAll(() => world.remove());

const ask = async (scorer: Scorer, side: Side, k: number, trace?: SearchTrace): Promise<TopK> =>
  scorer.search(await scorer.encode(world[side]), k, trace);

describe.each(['late-pooled', 'late-tokens'] as const)('%s', (kind) => {
  test.each(['left', 'right'] as const)(
    'with k of all candidates answers as all MaxSims do, asked from the %s side',
    async (side) => {
      const exhaustive = await openScorer(world.spec('exhaustive-factorised', 'late-interaction', side));
      const all: Record<string, number> = kind === 'late-tokens' ? { perToken: 500, efSearch: 500 } : {};
      const scorer = await openScorer(world.spec(kind, 'late-interaction', side, { settings: { k: 90, ...all } }));
      expect([...(await ask(scorer, side, 5)).rows]).toEqual([...(await ask(exhaustive, side, 5)).rows]);
      await exhaustive.close();
      await scorer.close();
    },
  );

  test('compares k candidates in full, says so, and says the bytes of the token cache', async () => {
    const scorer = await openScorer(world.spec(kind, 'late-interaction', 'left', { settings: { k: 7 } }));
    const trace: SearchTrace = { networkCalls: 0, stageMs: {} };
    await ask(scorer, 'left', 5, trace);
    expect(trace.networkCalls).toBe(7 * 20);
    expect(Object.keys(trace.stageMs)).toEqual(expect.arrayContaining(['search', 'gather', 'interaction', 'top-k']));
    expect(scorer.opening.find(({ phase }) => phase === 'encode candidates')!.bytes).toBeGreaterThan(rightCount * 3 * 4 * 4);
    await scorer.close();
  });

  test('is refused to a model that compares no tokens', async () => {
    await expect(openScorer(world.spec(kind, 'concat', 'left'))).rejects.toThrow('compares no tokens');
  });
});
