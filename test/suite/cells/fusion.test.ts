import { afterAll, beforeAll, expect, test } from 'vitest';
import { takePart } from '../../../src/dataset/part.ts';
import { fusionWeights } from '../../../src/retrieval/score-fusion.ts';
import { carriedOut } from '../../../src/suite/cell.ts';
import { run as chooseWeights } from '../../../src/suite/cells/fusion.ts';
import { layout } from '../../../src/suite/planning/layout.ts';
import { type CellWorld, createCellWorld } from './cell-world.ts';

let world: CellWorld;
beforeAll(async () => {
  world = await createCellWorld();
});
afterAll(() => world.remove());

const chosen = (settings: Readonly<Record<string, number>>) => {
  const stages = [{ scorer: 'exact', folder: layout.model('tiny', 'fold-0', 'dual-cosine'), settings: {} }];
  return carriedOut(chooseWeights, world.cell('fusion', { scorer: 'cascade', stages, settings, k: 5 }), world.context);
};

test('weights are chosen in each direction, and what they were chosen among is said where serving weighs more', async () => {
  const { left, right } = takePart(world.dataset, 'fold-0', 'validation');
  const { figures, warnings } = await chosen({});
  expect(figures!.map(({ metric, direction }) => [metric, direction])).toEqual([
    ['fusion weight', 'left-right'],
    ['fusion weight', 'right-left'],
  ]);
  for (const { value } of figures!) expect(fusionWeights).toContain(value);
  expect(warnings!.map(({ code, message }) => [code, message])).toEqual([
    ['few-validation-items', expect.stringContaining(`left-right was chosen among all ${right.items.length} validation items`)],
    ['few-validation-items', expect.stringContaining(`right-left was chosen among all ${left.items.length} validation items`)],
  ]);
  expect((await chosen({ k: 2 })).warnings).toEqual([]);
});
