import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineModel, type ModelSettings } from '../../src/define-model.ts';
import type { ModelName } from '../../src/models.ts';
import { createRandom } from '../../src/random.ts';
import { describeModel } from '../../src/training/export-model.ts';
import { objectionToFrozen, withFrozen } from '../../src/training/frozen.ts';
import { readWeights, storeWeights } from '../../src/training/stored-weights.ts';
import { initialWeights } from '../../src/training/weights.ts';
import type { Features } from '../../src/types.ts';

const settings: ModelSettings = { inputDropout: 0, hidden: 7, embedding: 5, hiddenDropout: 0, fusionHidden: [4] };
const shapes = { left: { width: 6 }, right: { width: 3 } };
const define = (name: ModelName, changes: Partial<ModelSettings> = {}) => defineModel(name, shapes, { ...settings, ...changes });
const features = (columns: number): Features => {
  const random = createRandom(5);
  return { global: { rows: 9, columns, data: Float32Array.from({ length: 9 * columns }, () => random.normal()) } };
};
const first = (model: ReturnType<typeof define>, seed: number) =>
  initialWeights(model.parameters, seed, { left: features(6), right: features(3) });

describe('a model that holds a trained one frozen', () => {
  const tower = define('dual-cosine');
  const trained = new Map([...first(tower, 1), ['objective.log_scale', Float32Array.of(2.5)] as const]);

  it('has its weights, the factor of its scores and both encoders, whatever the seed, and draws the rest', () => {
    const model = withFrozen(define('mlb-dual'), trained);
    const [one, other] = [first(model, 1), first(model, 2)];
    for (const { name } of tower.parameters) {
      expect(other.get(name)).toEqual(trained.get(name));
      expect(one.get(name)).toEqual(trained.get(name));
    }
    expect(one.get('fusion.base.log_scale')).toEqual(Float32Array.of(2.5));
    const drawn = [...one].filter(([name, values]) => `${values}` !== `${other.get(name)}`).map(([name]) => name);
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn.every((name) => name.startsWith('fusion.residual.'))).toBe(true);
  });

  it('is as large as when all of it is trained', () => {
    const plain = define('mlb-dual');
    expect(describeModel(withFrozen(plain, trained)).parameters).toBe(describeModel(plain).parameters);
  });

  it.each([
    [
      'of other widths',
      define('dual-cosine', { embedding: 6 }),
      /^its left\.\S+ is 7 × 5, and 7 × 6 there: give both the same widths$/,
    ],
    ['of another kind', define('dual-linear'), /^it has nothing like left\./],
    ['that is all of itself', define('mlb-dual'), /^(it has nothing like fusion|nothing would be left to train)/],
  ])('refuses one %s', (_, base, reason) => {
    expect(objectionToFrozen(define('mlb-dual'), base)).toMatch(reason);
  });

  it('refuses to be the tower itself, which leaves nothing to train', () => {
    expect(objectionToFrozen(tower, tower)).toBe('nothing would be left to train');
    expect(objectionToFrozen(define('mlb-dual'), tower)).toBeUndefined();
  });

  it('takes over from disk what training left, bit by bit', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weights-'));
    try {
      const classes = ['objective.classes', Float32Array.of(1, 2, 3)] as const;
      await storeWeights(folder, tower, new Map([...trained, classes]));
      expect(new Map([...(await readWeights(folder))].sort())).toEqual(new Map([...trained].sort()));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
