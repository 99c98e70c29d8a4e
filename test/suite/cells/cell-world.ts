import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadDataset } from '../../../src/dataset/load.ts';
import { featureShape, takePart } from '../../../src/dataset/part.ts';
import { defineModel } from '../../../src/define-model.ts';
import { type Cell, type CellContext, carriedOut } from '../../../src/suite/cell.ts';
import { run as writeSplit } from '../../../src/suite/cells/split.ts';
import { layout } from '../../../src/suite/planning/layout.ts';
import { exportModel } from '../../../src/training/export-model.ts';
import { initialWeights } from '../../../src/training/weights.ts';
import type { Dataset } from '../../../src/types.ts';
import { writeTinyDataset } from '../../support/tiny-dataset.ts';

/** A result folder in which a split is written and a dual tower, untrained, lies: what cells that measure read. */
export interface CellWorld {
  readonly out: string;
  readonly dataset: Dataset;
  readonly context: CellContext;
  cell(kind: string, settings: Cell['settings']): Cell;
  remove(): void;
}

const model = 'dual-cosine';
const split = 'fold-0';

export async function createCellWorld(): Promise<CellWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'cell-'));
  const [data, out, scratch] = ['data', 'out', 'scratch'].map((name) => join(folder, name)) as [string, string, string];
  await writeTinyDataset(data);
  mkdirSync(scratch);
  const context: CellContext = {
    dataset: () => data,
    input: (path) => join(out, path),
    output(path) {
      mkdirSync(dirname(join(out, path)), { recursive: true });
      return join(out, path);
    },
    scratch,
    needed: (id) => {
      throw new Error(`no cell ${id} here`);
    },
    progress: () => {},
  };
  const cell: CellWorld['cell'] = (kind, settings) => ({
    id: `tiny/${split}/${model}/seed-0/${kind}`,
    kind,
    key: { dataset: 'tiny', split, model, seed: 0 },
    needs: [],
    settings: { folder: layout.model('tiny', split, model), threads: 1, device: 'cpu', ...settings },
    estimate: { seconds: 1, bytes: 0 },
  });
  await carriedOut(writeSplit, cell('split', {}), context);

  const dataset = await loadDataset(data);
  const training = takePart(dataset, split, 'train');
  const features = { left: training.left.features, right: training.right.features };
  const shapes = { left: featureShape(features.left), right: featureShape(features.right) };
  const sizes = { inputDropout: 0, hidden: 16, embedding: 8, hiddenDropout: 0, fusionHidden: [8] };
  const definition = defineModel(model, shapes, sizes);
  const target = context.output(layout.model('tiny', split, model));
  await exportModel(definition, initialWeights(definition.parameters, 1, features), target);
  return { out, dataset, context, cell, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
