import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { writeDataset } from '../../src/dataset/write.ts';
import { accuracyProbe } from '../../src/gate/accuracy-probe.ts';
import { type ProbeRequest, protocolVersion } from '../../src/gate/protocol.ts';
import { evaluate } from '../../src/library/evaluate.ts';
import { scoreMatrix } from '../../src/retrieval/score-matrix.ts';
import { mean } from '../../src/statistics/summary.ts';
import { layout } from '../../src/suite/planning/layout.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { toyMatrix, writeToyDualTower } from '../support/toy-model.ts';

const [dataset, split, model] = ['toy', 'only', 'toy-dual'] as const;
const widths = { left: 12, right: 8, hidden: 4 };
const count = 60;
/** Training, validation and test in turn. */
const parts = Uint8Array.from({ length: count }, (_, row) => 1 + (row % 3));

/** A run of one model, and a data set in which its third best answer of the same part is the right one and two of five others are no candidates. */
async function request(): Promise<ProbeRequest> {
  const folder = await temporaryFolder();
  const [run, data] = [join(folder, 'run'), join(folder, 'data')];
  const tower = join(run, layout.model(dataset, split, model));
  writeToyDualTower(tower, widths);
  const side = (name: 'left' | 'right', seed: number) => ({
    name,
    items: Array.from({ length: count }, (_, row) => ({ id: `${name}-${10 + row}`, unit: `${name}-${10 + row}` })),
    features: { global: toyMatrix(count, widths[name], seed) },
    storage: 'F32' as const,
    backbone: { id: 'drawn' },
  });
  const [left, right] = [side('left', 1), side('right', 2)];
  const { data: scores } = await scoreMatrix(tower, left.features, right.features, { device: 'cpu', threads: 1 });
  const rows = Array.from({ length: count }, (_, row) => row);
  const thirdBest = (row: number): number =>
    rows.filter((column) => parts[column] === parts[row]).sort((a, b) => scores[row * count + b]! - scores[row * count + a]!)[2]!;
  const answers = rows.map((row) => ({ row, column: thirdBest(row), grade: 1 }));
  const excluded = rows.flatMap((row) =>
    rows
      .filter((column) => (row + 3 * column) % 5 < 2 && column !== answers[row]!.column)
      .map((column) => ({ row, column, grade: 1 })),
  );
  await writeDataset(data, {
    ...{ name: dataset, version: '1', description: '', left, right, sources: [] },
    relevance: relevanceFromPairs(count, count, answers),
    exclude: relevanceFromPairs(count, count, excluded),
    splits: [{ name: split, description: '', left: parts, right: parts }],
  });
  const of = { run, data, dataset, split, models: [model], baseline: model };
  return { protocol: protocolVersion, task: 'accuracy', ...of, threads: 1, seed: 1 };
}

describe('the accuracy that a gate compares', () => {
  test('leaves out the pairs that a report leaves out', async () => {
    const asked = await request();
    const loaded = await loadDataset(asked.data);
    const reported: number[] = [];
    for (const part of ['validation', 'test'] as const) {
      const folder = join(asked.run, layout.model(dataset, split, model));
      const evaluation = await evaluate({ dataset: loaded, split, part, model: folder });
      for (const direction of ['left-right', 'right-left'] as const) reported.push(...evaluation[direction].perQuery['nDCG@10']);
    }
    expect((await accuracyProbe(asked)).models[model]!.ndcg).toBeAllClose(reported, 1e-6);
  });

  test('falls by about the points that are planted, also where pairs are left out', async () => {
    const asked = await request();
    const [plain, planted] = [await accuracyProbe(asked), await accuracyProbe({ ...asked, plant: { ndcgPoints: 5 } })];
    const lost = 100 * (mean(plain.models[model]!.ndcg)! - mean(planted.models[model]!.ndcg)!);
    expect(lost).toBeGreaterThan(4.5);
    expect(lost).toBeLessThan(6);
  });
});
