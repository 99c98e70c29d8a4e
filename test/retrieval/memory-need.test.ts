import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { availableBytes, cachedNeeds, indexSize, refuseTooMany } from '../../src/retrieval/memory-need.ts';
import { openScorer } from '../../src/retrieval/open.ts';
import { scorers } from '../../src/retrieval/scorer-kinds.ts';
import type { ModelManifest } from '../../src/types.ts';
import { writeToyConcat, writeToyDualTower } from '../support/toy-model.ts';
import { createToyWorld, type ToyWorld } from './toy-world.ts';

const none = { operations: 0, bytes: 0 };
const side = (name: string) => ({ inputs: [{ name, shape: [100] }], cached: [{ name: `${name}_vector`, shape: [7, 20] }] });
const model: ModelManifest = {
  name: 'wide',
  family: 'late interaction',
  summary: '',
  left: side('left'),
  right: side('right'),
  parameters: 0,
  work: { left: none, right: none, interaction: none, pair: none },
};
const widths = { left: 24, right: 24, hidden: 24, tail: 6 };
const items = 1500;
let world: ToyWorld;

beforeAll(async () => {
  world = await createToyWorld(widths, 4, items);
  writeToyDualTower(join(world.folder, 'dual'), widths);
  writeToyConcat(join(world.folder, 'concat'), widths);
});
afterAll(() => rmSync(world.folder, { recursive: true }));

test('candidates that do not fit are refused with what they need, for what, and what there is', () => {
  const needed = 4 * (100 + 7 * 20) * 1e6;
  const refuse = (candidates: number, available: number) =>
    refuseTooMany(candidates, cachedNeeds(model, 'right', candidates), available);
  expect(() => refuse(1e6, needed)).not.toThrow();
  expect(() => refuse(1e6, needed - 1)).toThrow(
    '1000000 candidates need 0.894 GiB, and 0.894 GiB are free: 0.373 GiB for their features, 0.522 GiB for what wide caches of them.',
  );
  expect(() => refuse(1e9, 2 ** 34)).toThrow(/need 894\.1 GiB, and 16\.0 GiB are free/);
  expect(availableBytes()).toBeGreaterThan(0);
});

test.each([
  ['faiss-flat', {}],
  ['faiss-hnsw', { neighbours: 8 }],
  ['faiss-hnsw', { neighbours: 48 }],
  ['faiss-ivf', { lists: 20 }],
  ['usearch', { neighbours: 4 }],
  ['usearch', { neighbours: 32 }],
  ['network-graph', { neighbours: 8 }],
  ['network-tree', {}],
] as const)('the index of %s with %o is expected to take what it takes, or somewhat more', async (kind, settings) => {
  const isNetwork = kind.startsWith('network');
  const scorer = await openScorer(world.spec(kind, isNetwork ? 'concat' : 'dual', 'left', { settings }));
  const { bytes } = scorer.opening.find(({ phase }) => phase === 'build index')!;
  const { indexBytes } = scorers.find(({ name }) => name === kind)!;
  const size = { rows: items, columns: 24, tokens: { count: 0, width: 0 }, cached: 24 };
  const expected = indexBytes!(size, scorer.spec.settings);
  await scorer.close();
  // A file has a header.
  expect(expected + 100).toBeGreaterThanOrEqual(bytes!);
  // Building takes room that the index does not: training vectors, reversed edges, nodes.
  expect(expected).toBeLessThan((isNetwork || kind === 'faiss-ivf' ? 8 : 1.5) * bytes!);
});

test('a scorer whose index does not fit is refused before its candidates are read, with every part of what it needs', async () => {
  const first = world.spec('faiss-hnsw', 'dual', 'left');
  const spec = world.spec('cascade', 'concat', 'left', { stages: [first] });
  const free = vi.spyOn(process, 'availableMemory');
  try {
    free.mockReturnValue(700_000);
    await expect(openScorer(first)).rejects.toMatchObject({
      kind: 'environment',
      message: expect.stringMatching(
        /^1500 candidates need 0\.001 GiB, and 0\.001 GiB are free: .* for their features, .* caches of them, .* for the index of faiss-hnsw\.$/,
      ),
    });
    free.mockReturnValue(900_000);
    await (await openScorer(first)).close();
    await expect(openScorer(spec)).rejects.toThrow(
      /features, .* what .* caches of them, .* their features, .* for the index of faiss-hnsw/,
    );
    free.mockReturnValue(2_000_000);
    await (await openScorer(spec)).close();
  } finally {
    free.mockRestore();
  }
});

test('tokens are counted as what their index is built over', () => {
  const tokens = scorers.find(({ name }) => name === 'late-tokens')!;
  const size = indexSize(model, 'right', 10);
  expect(size).toEqual({ rows: 10, columns: 0, tokens: { count: 7, width: 20 }, cached: 140 });
  expect(tokens.indexBytes!(size, { neighbours: 16 })).toBeGreaterThan(2 * 4 * 10 * 7 * 20);
});
