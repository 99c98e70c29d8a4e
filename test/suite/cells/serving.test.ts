import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { carriedOut, type TrainingKey } from '../../../src/suite/cell.ts';
import { run as measureMemory } from '../../../src/suite/cells/memory.ts';
import { type ServingCell, serving } from '../../../src/suite/cells/serving.ts';
import type { Direction, Side } from '../../../src/types.ts';
import { type CellWorld, createCellWorld } from './cell-world.ts';

const served = { scorer: 'exact', settings: {}, k: 5 };
let world: CellWorld;
beforeAll(async () => {
  world = await createCellWorld();
});
afterAll(() => world.remove());

const count = (side: Side): number =>
  readFileSync(join(world.out, `tiny/fold-0/features/${side}.ids.txt`), 'utf8')
    .trimEnd()
    .split('\n').length;
const serve = (direction: Direction, mostQueries?: number) => {
  const { key, settings } = world.cell('latency', served);
  return serving(settings as unknown as ServingCell, key as TrainingKey, world.context, direction, mostQueries);
};

test.each(['left-right', 'right-left'] as const)('%s: reads all queries, and counts both sides', async (direction) => {
  const { queries, key, spec } = await serve(direction);
  const asking = direction === 'left-right' ? 'left' : 'right';
  expect(queries.global.rows).toBe(count(asking));
  expect(key).toMatchObject({ direction, leftCount: count('left'), rightCount: count('right') });
  expect(spec.queries).toBe(asking);
});

test('reads from disk only the query rows that are asked for, and still counts all', async () => {
  const [all, some] = [await serve('left-right'), await serve('left-right', 3)];
  const { rows, columns, data } = some.queries.global;
  expect(rows).toBe(3);
  expect(data.buffer.byteLength).toBe(3 * columns * 4);
  expect(data).toEqual(all.queries.global.data.slice(0, 3 * columns));
  expect(some.key).toEqual(all.key);
  expect((await serve('left-right', 10_000)).queries.global.rows).toBe(count('left'));
});

test('the memory cell asks twenty queries and names the sizes of the whole test part', async () => {
  const { figures, details } = await carriedOut(measureMemory, world.cell('memory', served), world.context);
  expect(details).toMatchObject({ queriesAsked: 20 });
  expect(figures).toMatchObject([{ metric: 'peak memory', leftCount: count('left'), rightCount: count('right') }]);
});
