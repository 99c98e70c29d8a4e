import type { Device, Features, Matrix } from '../types.ts';
import { encodeSide, inputRows } from './cached-side.ts';
import { blockShape, createGrid } from './grid.ts';
import { openPart, readManifest } from './model-folder.ts';
import { notANumber } from './top-k.ts';

export interface ScoreSettings {
  readonly device: Device;
  readonly threads: number;
}

/** Scores of every left item with every right item, [N, M], from the cached halves. Throws a `UserError` that names a pair scored NaN. */
export async function scoreMatrix(modelDir: string, left: Features, right: Features, settings: ScoreSettings): Promise<Matrix> {
  const model = await readManifest(modelDir);
  const sides = { left, right };
  const encode = async (side: 'left' | 'right') => {
    const session = await openPart(modelDir, side, model, settings);
    const encoded = await encodeSide(session, model[side].cached, inputRows(model, side, sides[side]));
    await session.close();
    return encoded;
  };
  const rows = await encode('left');
  const columns = await encode('right');
  const session = await openPart(modelDir, 'grid', model, settings);
  const grid = createGrid(session, blockShape(model, rows.count, settings), 'left');
  const data = new Float32Array(rows.count * columns.count);
  for (let firstRow = 0; firstRow < rows.count; firstRow += grid.shape.queries) {
    const rowCount = Math.min(grid.shape.queries, rows.count - firstRow);
    for (let first = 0; first < columns.count; first += grid.shape.candidates) {
      const count = Math.min(grid.shape.candidates, columns.count - first);
      const { scores } = await grid.score(rows, firstRow, rowCount, columns, first, count);
      for (let i = 0; i < rowCount; i++) {
        data.set(scores.subarray(i * count, (i + 1) * count), (firstRow + i) * columns.count + first);
      }
    }
  }
  await session.close();
  for (let i = 0; i < data.length; i++) {
    if (Number.isNaN(data[i]!)) throw notANumber(Math.floor(i / columns.count), i % columns.count);
  }
  return { rows: rows.count, columns: columns.count, data };
}
