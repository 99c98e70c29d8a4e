import type { SessionSettings } from '../runtime/session.ts';
import type { Features, Matrix } from '../types.ts';
import type { RowArrays } from './cached-side.ts';
import { encodeFeatures } from './encode-features.ts';
import { blockShape, createGrid, type Grid } from './grid.ts';
import { whileOpen } from './holding.ts';
import { openPart, readManifest } from './model-folder.ts';
import { notANumber } from './top-k.ts';

/** Scores of every left item with every right item, [N, M], from the cached halves. Throws a `UserError` that names a pair scored NaN. */
export async function scoreMatrix(modelDir: string, left: Features, right: Features, settings: SessionSettings): Promise<Matrix> {
  const model = await readManifest(modelDir);
  const rows = await encodeFeatures(modelDir, model, 'left', left, settings);
  const columns = await encodeFeatures(modelDir, model, 'right', right, settings);
  const data = await whileOpen(await openPart(modelDir, 'grid', model, settings), (session) =>
    everyPair(createGrid(session, blockShape(model, rows.count, settings), 'left'), rows, columns),
  );
  for (let i = 0; i < data.length; i++) {
    if (Number.isNaN(data[i]!)) throw notANumber(Math.floor(i / columns.count), i % columns.count);
  }
  return { rows: rows.count, columns: columns.count, data };
}

async function everyPair(grid: Grid, rows: RowArrays, columns: RowArrays): Promise<Float32Array> {
  const data = new Float32Array(rows.count * columns.count);
  for (let firstRow = 0; firstRow < rows.count; firstRow += grid.shape.queries) {
    const rowCount = Math.min(grid.shape.queries, rows.count - firstRow);
    for (let first = 0; first < columns.count; first += grid.shape.candidates) {
      const count = Math.min(grid.shape.candidates, columns.count - first);
      const { scores } = await grid.score({ rows, first: firstRow, count: rowCount }, { rows: columns, first, count });
      for (let i = 0; i < rowCount; i++) {
        data.set(scores.subarray(i * count, (i + 1) * count), (firstRow + i) * columns.count + first);
      }
    }
  }
  return data;
}
