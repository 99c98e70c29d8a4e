import { afterAll, beforeAll, expect, test } from 'vitest';
import { sanityArms } from '../../../src/sanity/arms.ts';
import { type CellResult, carriedOut } from '../../../src/suite/cell.ts';
import { run } from '../../../src/suite/cells/sanity.ts';
import { type CellWorld, createCellWorld } from './cell-world.ts';

let world: CellWorld;
let result: CellResult;
beforeAll(async () => {
  world = await createCellWorld();
  result = await carriedOut(run, world.cell('sanity', {}), world.context);
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

test('floors that learn are shown shares of the training families too, and no others are', async () => {
  const { figures } = await carriedOut(run, world.cell('sanity', { shares: [0.5] }), world.context);
  const shown = figures!.filter(({ scorer }) => scorer!.includes('trainShare'));
  expect(new Set(shown.map(({ scorer }) => scorer))).toEqual(new Set(['sanity ridge trainShare=0.5']));
  const of = (scorer: string) => figures!.filter((one) => one.scorer === scorer).map(({ value }) => value);
  expect(of('sanity ridge')).toEqual(result.figures!.flatMap((one) => (one.scorer === 'sanity ridge' ? [one.value] : [])));
  expect(of('sanity ridge trainShare=0.5')).not.toEqual(of('sanity ridge'));
});
