import { describe, expect, it } from 'vitest';
import { defineModel, type ModelSettings } from '../../src/define-model.ts';
import type { ModelName } from '../../src/models.ts';
import { infoNce } from '../../src/training/objectives/info-nce.ts';
import { defaultTrainingSettings } from '../../src/training/settings.ts';
import { train } from '../../src/training/train.ts';
import type { DatasetPart, Matrix } from '../../src/types.ts';

const items = 20;
/** Every two of the items: one query each, which both of them answer. */
const pairs = Array.from({ length: items }, (_, a) =>
  Array.from({ length: items - a - 1 }, (_, b) => [a, a + 1 + b] as const),
).flat();

/** Queries are the sums of the one-hot features of their two items. */
const part: DatasetPart = {
  left: side('queries', pairs),
  right: side(
    'items',
    Array.from({ length: items }, (_, item) => [item]),
  ),
  relevance: {
    rows: pairs.length,
    columns: items,
    offsets: Uint32Array.from({ length: pairs.length + 1 }, (_, i) => 2 * i),
    columnOf: Uint32Array.from(pairs.flat()),
    grades: new Uint8Array(2 * pairs.length).fill(1),
  },
};

function side(name: string, members: readonly (readonly number[])[]): DatasetPart['left'] {
  const data = new Float32Array(members.length * items);
  members.forEach((each, row) => {
    for (const item of each) data[row * items + item] = 1;
  });
  return {
    name,
    items: members.map((_, i) => ({ id: `${name}-${i}`, unit: `${i}` })),
    features: { global: { rows: members.length, columns: items, data } },
  };
}

/** Queries whose two items both score above every other. */
const returned = ({ columns, data }: Matrix): number =>
  pairs.filter((members, row) => {
    const scores = data.subarray(row * columns, (row + 1) * columns);
    const worst = Math.min(...members.map((item) => scores[item]!));
    return scores.every((score, item) => members.includes(item) || score < worst);
  }).length;

/**
 * Queries returned in full by the best check of a training, every vector that a side compares or combines being `embedding` wide; training ends soon after
 * `enough` of them.
 */
async function trained(name: ModelName, embedding: number, enough = pairs.length): Promise<number> {
  const widths: ModelSettings = { hidden: 64, embedding, fusionHidden: [64, 32], inputDropout: 0, hiddenDropout: 0 };
  const { log } = await train({
    model: defineModel(name, { left: { width: items }, right: { width: items } }, widths),
    objective: infoNce.bind({}),
    train: part,
    validation: part,
    validate: (scores) => Math.min(enough, returned(scores)),
    settings: {
      ...defaultTrainingSettings,
      batchSize: 64,
      maxSteps: 600,
      stepsPerCheck: 50,
      patience: 2,
      learningRate: 1e-2,
      weightDecay: 0,
    },
    seed: 1,
    session: { device: 'cpu', threads: 1 },
  });
  return log.best!.validation;
}

describe('190 queries, one for every two of 20 items', () => {
  it('a cosine tower of width 3 returns at most 3n − 6 = 54 of them', async () => {
    // The queries with a and b ahead of all others fill a region where a and b are Voronoi neighbours on the sphere: an edge of a planar graph.
    const count = await trained('dual-cosine', 3);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(3 * items - 6);
  });

  it('a cosine tower of width 20 returns them all: width bounds it, not the family', async () => {
    expect(await trained('dual-cosine', items)).toBe(pairs.length);
  });

  it.each(['concat', 'product-difference', 'mlb', 'gmu', 'neumf', 'mol', 'poly', 'product-difference-dual', 'mlb-dual'] as const)(
    '%s returns them all',
    async (name) => {
      expect(await trained(name, 16)).toBe(pairs.length);
    },
  );

  it.each(['concat', 'neumf'] as const)('%s returns them all also at width 3', async (name) => {
    expect(await trained(name, 3)).toBe(pairs.length);
  });

  // These steps are too few for all 190 at width 3, but no planar graph holds them back.
  it.each(['product-difference', 'gmu', 'mlb'] as const)('%s at width 3 passes the bound of the tower', async (name) => {
    expect(await trained(name, 3, 3 * items - 5)).toBe(3 * items - 5);
  });
});
