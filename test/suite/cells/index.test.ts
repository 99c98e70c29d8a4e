import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type CellResult, carriedOut } from '../../../src/suite/cell.ts';
import { run } from '../../../src/suite/cells/index.ts';
import { type CellWorld, createCellWorld } from './cell-world.ts';

vi.mock('../../../src/retrieval/indexes/faiss-library.ts', async () => {
  const { UserError } = await import('../../../src/errors.ts');
  return {
    loadFaiss: () => {
      throw new UserError('environment', 'faiss cannot be loaded');
    },
  };
});

const sweep = { knob: 'efSearch', values: [8, 64], settings: {}, k: 5, queries: 5, maximumSeconds: 0.02 };
let world: CellWorld;
let standIn: CellResult;
let own: CellResult;
beforeAll(async () => {
  world = await createCellWorld();
  const indexCell = (scorer: string) => carriedOut(run, world.cell('index', { scorer, ...sweep }), world.context);
  standIn = await indexCell('faiss-hnsw');
  own = await indexCell('usearch');
}, 30_000);
afterAll(() => world.remove());

test('where usearch stands in for faiss-hnsw its rows say so, and none falls together with a row of a usearch sweep', () => {
  const names = ({ samples }: CellResult): string[] => [...new Set(samples!.map(({ key }) => key.scorer!))];
  expect(names(standIn)).toEqual(['usearch for faiss-hnsw efSearch=8', 'usearch for faiss-hnsw efSearch=64']);
  expect(names(own)).toEqual(['usearch efSearch=8', 'usearch efSearch=64']);
  const figures = [standIn, own].flatMap((result) => result.figures!.map(({ value, samples, ...key }) => JSON.stringify(key)));
  expect(new Set(figures).size).toBe(figures.length);
  const series = [standIn, own].flatMap(({ samples }) => samples!.map(({ values, ...key }) => JSON.stringify(key)));
  expect(new Set(series).size).toBe(series.length);
});

test('the record says what is missing and what was measured instead', () => {
  expect(standIn.warnings).toContainEqual(
    expect.objectContaining({ code: 'index-library', message: expect.stringMatching(/faiss-hnsw cannot.*instead: usearch/) }),
  );
  expect(own.warnings!.map(({ code }) => code)).not.toContain('index-library');
});

test('searching a graph this small widely finds all that is near, and recall counts no queries as independent', () => {
  const recalls = own.figures!.filter(({ metric }) => metric === 'index recall@5');
  expect(recalls.every(({ samples }) => samples === undefined)).toBe(true);
  for (const { value } of recalls.filter(({ scorer }) => scorer === 'usearch efSearch=64')) expect(value).toBe(1);
});
