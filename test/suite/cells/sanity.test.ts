import { afterAll, beforeAll, expect, test } from 'vitest';
import { sanityArms } from '../../../src/sanity/arms.ts';
import type { CellResult } from '../../../src/suite/cell.ts';
import { run } from '../../../src/suite/cells/sanity.ts';
import { type CellWorld, createCellWorld } from './cell-world.ts';

let world: CellWorld;
let result: CellResult;
beforeAll(async () => {
  world = await createCellWorld();
  result = await run(world.cell('sanity', {}), world.context);
});
afterAll(() => world.remove());

const found = (arm: string, metric: string): number[] =>
  result.figures!.flatMap((figure) => (figure.scorer === `sanity ${arm}` && figure.metric === metric ? [figure.value] : []));

test('every arm that the features allow is evaluated in both directions, and names no model', () => {
  const arms = new Set(result.figures!.map(({ scorer }) => scorer));
  const { left, right } = world.dataset;
  const isAlike = left.features.global.columns === right.features.global.columns;
  expect([...arms]).toEqual(
    Object.keys(sanityArms).flatMap((arm) =>
      (arm === 'frozen' && !isAlike) || arm === 'factorisation' ? [] : [`sanity ${arm}`],
    ),
  );
  for (const arm of ['constant', 'oracle', 'ridge']) expect(found(arm, 'MRR')).toHaveLength(2);
  expect(result.figures!.every(({ model }) => model === undefined)).toBe(true);
});

test('what is known holds, so that the run gives no warning', () => {
  expect(found('oracle', 'R@1')).toEqual([1, 1]);
  expect(found('constant', 'R@1')).toEqual([0, 0]);
  expect(result.warnings).toEqual([]);
});
