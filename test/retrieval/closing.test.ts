import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createHolding } from '../../src/retrieval/holding.ts';
import { openScorer } from '../../src/retrieval/open.ts';
import type { Session } from '../../src/runtime/session.ts';
import type { ScorerSpec } from '../../src/types.ts';
import { writeToyConcat, writeToyDualTower } from '../support/toy-model.ts';
import { createToyWorld, type ToyWorld } from './toy-world.ts';

/** Sessions of the runtime that were opened and not closed. */
const open = new Set<Session>();
vi.mock('../../src/runtime/session.ts', async (original) => {
  const real = await original<typeof import('../../src/runtime/session.ts')>();
  return {
    ...real,
    async openSession(...asked: Parameters<typeof real.openSession>) {
      const session = await real.openSession(...asked);
      const counted: Session = {
        ...session,
        async close() {
          expect(open.delete(counted)).toBe(true);
          await session.close();
        },
      };
      open.add(counted);
      return counted;
    },
  };
});

const widths = { left: 7, right: 5, hidden: 8, tail: 6 };
let world: ToyWorld;
let damaged: string;

beforeAll(async () => {
  world = await createToyWorld(widths, 12, 60);
  writeToyConcat(join(world.folder, 'concat'), widths);
  writeToyDualTower(join(world.folder, 'innerProduct'), widths);
  damaged = join(world.folder, 'damaged.safetensors');
  writeFileSync(damaged, 'no index');
});
afterAll(() => world.remove());

const tower = (kind: string, more: Partial<ScorerSpec> = {}) => world.spec(kind, 'innerProduct', 'left', more);
const network = (kind: string, more: Partial<ScorerSpec> = {}) => world.spec(kind, 'concat', 'left', more);

test.each([
  ['an index', () => tower('usearch', { indexFile: damaged })],
  ['a cascade over an index', () => network('cascade', { stages: [tower('usearch', { indexFile: damaged })] })],
  ['a graph over embeddings', () => network('network-graph', { indexFile: damaged, stages: [tower('exact')] })],
  ['a tree', () => network('network-tree', { indexFile: damaged })],
  ['a cascade with a weight that is none', () => network('cascade', { settings: { weight: 2 }, stages: [tower('exact')] })],
])('%s that cannot be opened leaves nothing open', async (_what, spec) => {
  await expect(openScorer(spec())).rejects.toMatchObject({ kind: 'input' });
  expect(open.size).toBe(0);
});

test.each([
  ['exhaustive-naive', () => network('exhaustive-naive')],
  ['exhaustive-factorised', () => network('exhaustive-factorised')],
  ['exact', () => tower('exact')],
  ['exact of 8 bits', () => tower('exact', { settings: { bits: 8 } })],
  ['an index', () => tower('usearch')],
  ['a cascade', () => network('cascade', { stages: [tower('exact')] })],
  ['a graph over embeddings', () => network('network-graph', { stages: [tower('usearch')] })],
  ['a tree', () => network('network-tree')],
])('%s that is closed leaves nothing open, closed once or twice', async (_what, spec) => {
  const scorer = await openScorer(spec());
  expect(open.size).toBeGreaterThan(0);
  await scorer.close();
  await scorer.close();
  expect(open.size).toBe(0);
});

test('what was opened last is closed first, as it may stand on what was opened before', async () => {
  const closed: string[] = [];
  const holding = createHolding();
  for (const name of ['first', 'second']) holding.hold({ close: async () => void closed.push(name) });
  await holding.close();
  expect(closed).toEqual(['second', 'first']);
});
