import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import type { Figure } from '../../src/record.ts';
import { openPart, readManifest } from '../../src/retrieval/model-folder.ts';
import { scoreMatrix } from '../../src/retrieval/score-matrix.ts';
import { type Cell, carriedOut } from '../../src/suite/cell.ts';
import { run as accuracy } from '../../src/suite/cells/accuracy.ts';
import { run as importModel } from '../../src/suite/cells/import.ts';
import { run as train } from '../../src/suite/cells/train.ts';
import { prepareSuite } from '../../src/suite/running/prepare.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';
import { folderContext } from './folder-context.ts';

const folder = mkdtempSync(join(tmpdir(), 'round-trip-'));
const out = join(folder, 'out');
const settings = { device: 'cpu', threads: 1 } as const;
const context = folderContext(folder, out);

async function cellsOf(name: string, imported: string): Promise<readonly Cell[]> {
  const lines = [
    'name: mine',
    'datasets: [{ name: tiny, path: data, splits: [fold-0] }]',
    'models: [dual-cosine, dual-l2, concat]',
    'baseline: dual-cosine',
    'training: { batchSize: 16, maxSteps: 20, stepsPerCheck: 10 }',
    `importedModels: [${imported}]`,
  ];
  writeFileSync(join(folder, `${name}.yaml`), `${lines.join('\n')}\n`);
  return (await prepareSuite({ suite: join(folder, `${name}.yaml`) })).cells;
}
const cellOf = (cells: readonly Cell[], kind: string, model: string): Cell =>
  cells.find((one) => one.kind === kind && one.key.model === model)!;
const accuracyOf = (planned: readonly Cell[], model: string) => {
  const one = cellOf(planned, 'accuracy', model);
  return carriedOut(accuracy, { ...one, settings: { ...one.settings, keepsScores: false } }, context);
};
const placed = (model: string): string => cellOf(cells, 'train', model).settings.folder as string;
const unnamed = (figures: readonly Figure[] = []): unknown[] => figures.map(({ model, ...figure }) => figure);

let cells: readonly Cell[];
beforeAll(async () => {
  await writeTinyDataset(join(folder, 'data'));
  await mkdir(join(out, 'cells'), { recursive: true });
  cells = await cellsOf('own', '');
  for (const model of ['dual-cosine', 'dual-l2', 'concat']) await carriedOut(train, cellOf(cells, 'train', model), context);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the import of files of a trained model, and gives back its cells. */
async function importedAgain(name: string, onnx: string): Promise<readonly Cell[]> {
  const planned = await cellsOf(name, `{ name: ${name}, onnx: ${onnx} }`);
  await carriedOut(importModel, cellOf(planned, 'import', name), context);
  return planned;
}

it.each([
  ['dual-cosine', 'innerProduct'],
  ['dual-l2', 'l2'],
])('a trained %s that is imported from its own towers has the same figures, bit for bit', async (model, metric) => {
  const place = join('out', placed(model));
  const again = await importedAgain('again', `{ left: ${place}/left.onnx, right: ${place}/right.onnx, metric: ${metric} }`);
  const own = await accuracyOf(cells, model);
  const other = await accuracyOf(again, 'again');
  expect(unnamed(other.figures)).toEqual(unnamed(own.figures));
  const part = takePart(await loadDataset(join(folder, 'data')), 'fold-0', 'test');
  const scores = (of: string) => scoreMatrix(join(out, of), part.left.features, part.right.features, settings);
  const [before, after] = [await scores(placed(model)), await scores(cellOf(again, 'import', 'again').settings.folder as string)];
  expect(after.data).toEqual(before.data);
});

it('a trained network over pairs that is imported from its own file scores pairs the same, bit for bit', async () => {
  const again = await importedAgain('again', `{ pair: ${join('out', placed('concat'))}/pair.onnx }`);
  const part = takePart(await loadDataset(join(folder, 'data')), 'fold-0', 'test');
  const scores = async (of: string): Promise<Float32Array> => {
    const target = join(out, of);
    const session = await openPart(target, 'pair', await readManifest(target), settings);
    const count = 20;
    const rows = ({ columns, data }: { columns: number; data: Float32Array }) => ({
      dims: [count, columns],
      data: data.subarray(0, count * columns),
    });
    const { score } = await session.run({ left: rows(part.left.features.global), right: rows(part.right.features.global) });
    await session.close();
    return score!.data as Float32Array;
  };
  expect(await scores(cellOf(again, 'import', 'again').settings.folder as string)).toEqual(await scores(placed('concat')));
  const own = await accuracyOf(cells, 'concat');
  const other = await accuracyOf(again, 'again');
  // All pairs are scored factorised by the one and as they stand by the other: the same to rounding.
  const values = (figures: readonly Figure[] = []): number[] => figures.map(({ value }) => value);
  expect(values(other.figures)).toBeAllClose(values(own.figures), 1e-4, 1e-4);
});
