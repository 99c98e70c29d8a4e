import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takePart } from '../../../src/dataset/part.ts';
import { takeShare } from '../../../src/dataset/share.ts';
import { readSafetensors } from '../../../src/files/safetensors.ts';
import { scoreMatrix } from '../../../src/retrieval/score-matrix.ts';
import { type CellContext, carriedOut } from '../../../src/suite/cell.ts';
import { run as mine } from '../../../src/suite/cells/mine.ts';
import { run as train } from '../../../src/suite/cells/train.ts';
import { layout } from '../../../src/suite/planning/layout.ts';
import { knownRight } from '../../../src/training/known-right.ts';
import { readWeights } from '../../../src/training/stored-weights.ts';
import { initialWeights } from '../../../src/training/weights.ts';
import { handingOn } from '../handing-on.ts';
import { type CellWorld, createCellWorld } from './cell-world.ts';

let world: CellWorld;
beforeAll(async () => {
  world = await createCellWorld();
});
afterAll(() => world.remove());

const network = { inputDropout: 0, hidden: 16, embedding: 8, hiddenDropout: 0, fusionHidden: [8] };
const training = { batchSize: 8, maxSteps: 6, stepsPerCheck: 3, patience: 5, learningRate: 1e-3, warmUpSteps: 1, weightDecay: 0 };
const settings = { model: 'dual-cosine', network, training, objective: { name: 'info-nce', settings: {} } };
const tower = layout.model('tiny', 'fold-0', 'dual-cosine');

describe('mining', () => {
  it('lists the wrong right items that the tower finds closest, nearest first', async () => {
    await carriedOut(mine, world.cell('mine', { file: 'cells/mined.safetensors', depth: 3 }), world.context);
    const list = (await readSafetensors(world.context.input('cells/mined.safetensors'))).tensors.neighbours!;
    const part = takePart(world.dataset, 'fold-0', 'train');
    const { columns, data } = await scoreMatrix(world.context.input(tower), part.left.features, part.right.features, {
      threads: 1,
      device: 'cpu',
    });
    const known = knownRight(part);
    const asked = new Set(part.relevance.columnOf);
    expect(list.shape).toEqual([part.left.items.length, 3]);
    for (let row = 0; row < part.left.items.length; row++) {
      const right = new Set(known.columnOf.subarray(known.offsets[row]!, known.offsets[row + 1]!));
      const score = (column: number): number => data[row * columns + column]!;
      const wrong = [...asked].filter((column) => !right.has(column)).sort((a, b) => score(b) - score(a));
      const expected = wrong.slice(0, 3).map(score);
      const listed = [...list.data.subarray(row * 3, row * 3 + 3)].map(Number).filter((column) => column >= 0);
      expect(listed.some((column) => right.has(column))).toBe(false);
      expect(listed.map(score)).toBeAllClose(expected, 1e-5, 1e-6);
    }
  });
});

describe('training', () => {
  it('shows the share of the training families that it is told, and says how many right pairs those are', async () => {
    const shown = async (share: number): Promise<number[]> => {
      const { figures } = await carriedOut(
        train,
        world.cell('train', { ...settings, folder: `share-${share}`, training: { ...training, trainShare: share } }),
        world.context,
      );
      return ['training share', 'training pairs'].map((metric) => figures!.find((figure) => figure.metric === metric)!.value);
    };
    const all = takePart(world.dataset, 'fold-0', 'train').relevance.columnOf.length;
    expect(await shown(1)).toEqual([1, all]);
    const [share, pairs] = await shown(0.5);
    expect(share).toBe(0.5);
    expect(pairs).toBe(takeShare(takePart(world.dataset, 'fold-0', 'train'), 0.5, 0).relevance.columnOf.length);
    expect(pairs).toBeLessThan(0.7 * all);
  });

  it('learns from an exported teacher whose logits its cell tells, and from mined lists', async () => {
    const asked: string[] = [];
    const context: CellContext = {
      ...world.context,
      needed: (id, schema) => {
        asked.push(id);
        return handingOn({ details: { logitScale: 5 } })(id, schema);
      },
    };
    const taught = world.cell('train', {
      ...settings,
      folder: 'taught',
      objective: { name: 'distil-kl', settings: { teacher: 'dual-cosine' } },
      teacher: { label: 'dual-cosine', cell: 'the-teacher', folder: tower },
      mined: { miner: 'dual-cosine', depth: 3, cell: 'the-miner', file: 'cells/mined.safetensors' },
    });
    const { details, failure } = await carriedOut(train, taught, context);
    expect(failure).toBeUndefined();
    expect(asked).toEqual(['the-teacher']);
    expect((details!.manifest as { summary: string }).summary).toBe(
      'MLP × MLP, cosine, by distil-kl, taught by dual-cosine, hard wrong answers by dual-cosine',
    );
    expect(details!.logitScale).toBeGreaterThan(1);
  });

  it('leaves the tower that it holds as it was trained', async () => {
    const base = { ...settings, folder: 'base', keepsWeights: true };
    await carriedOut(train, world.cell('train', base), world.context);
    const frozen = { label: 'dual-cosine', cell: 'the-base', folder: 'base' };
    const cell = world.cell('train', { ...settings, model: 'mlb-dual', folder: 'over-base', keepsWeights: true, frozen });
    const { details } = await carriedOut(train, cell, world.context);
    expect((details!.manifest as { summary: string }).summary).toMatch(/, over dual-cosine as it was trained, frozen$/);
    const [before, after] = [await readWeights(world.context.input('base')), await readWeights(world.context.input('over-base'))];
    for (const [name, values] of before) if (!name.startsWith('objective.')) expect(after.get(name)).toEqual(values);
    const untrained = initialWeights(
      [{ name: 'fusion.residual.1.weight', shape: [8, 1], initialiser: { kind: 'constant', value: 0 }, decays: true }],
      0,
      { left: world.dataset.left.features, right: world.dataset.right.features },
    );
    expect(after.get('fusion.residual.1.weight')).not.toEqual(untrained.get('fusion.residual.1.weight'));
  });

  it('that diverges ends as a failure which says at which step of which seed, and exports nothing', async () => {
    const cell = world.cell('train', {
      ...settings,
      folder: 'lost',
      training: { ...training, learningRate: 1e38, warmUpSteps: 0 },
    });
    const { failure, details, figures } = await carriedOut(train, cell, world.context);
    expect(failure!.message).toMatch(/diverged at step \d of seed 0: its loss is no longer a number/);
    expect(details).toMatchObject({ diverged: { seed: 0 }, log: { stopped: 'diverged' } });
    expect(figures).toBeUndefined();
    expect(existsSync(world.context.input('lost'))).toBe(false);
  });
});
