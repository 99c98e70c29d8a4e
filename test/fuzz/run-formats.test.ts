import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { manifestSchema } from '../../src/files/manifest-schema.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { readGateResult } from '../../src/report/record/gate-result.ts';
import { readRecord } from '../../src/report/record/read-record.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { type IndexIdentity, readIndexFile, writeIndexFile } from '../../src/retrieval/index-file.ts';
import { constantKnob } from '../../src/retrieval/knobs.ts';
import { openPart, readManifest as readModel } from '../../src/retrieval/model-folder.ts';
import { knownNames } from '../../src/suite/reading/known-names.ts';
import { parseSuite } from '../../src/suite/reading/parse-suite.ts';
import { suiteSchema } from '../../src/suite/reading/schema.ts';
import { prepareSuite } from '../../src/suite/running/prepare.ts';
import { rewritten, testDamage } from '../support/damaged-formats.ts';
import { evidence, gateText } from '../support/gate-results.ts';
import { syntheticAccuracy, syntheticCosts, writeSyntheticRun } from '../support/synthetic-record.ts';
import { writeToyDataset } from '../support/toy-dataset.ts';
import { writeToyDualTower } from '../support/toy-model.ts';

const titles = [
  'a suite',
  'the record of a run',
  'a cell whose hash is right',
  'the manifest of a model',
  'an index that was kept',
  'the result of a gate',
  'a graph of a model',
] as const;

testDamage(titles, 5_000, async (inDir) => {
  await writeToyDataset(inDir('data'), { concepts: 8, leftWidth: 3, rightWidth: 2, folds: 2 });
  const vectors = { rows: 2, columns: 2, data: Float32Array.of(1, 2, 3, 4) };
  await writeFile(inDir('mine.yaml'), suiteText);
  await writeSyntheticRun(inDir('run'), { accuracy: syntheticAccuracy(1, 3), cells: syntheticCosts.slice(0, 2) });
  await mkdir(inDir('models'));
  writeToyDualTower(inDir('models/tower'), { left: 3, right: 2, hidden: 4 });
  const model = await readModel(inDir('models/tower'));
  const knobs = { neighbours: constantKnob(16, false), efSearch: constantKnob(64, true) };
  const identity: IndexIdentity = {
    kind: 'usearch',
    library: { name: 'usearch', version: '1.2.3' },
    vectors,
    metric: 'l2',
    settings: { neighbours: 4, efSearch: 9 },
  };
  await writeIndexFile(inDir('kept.index'), identity, { index: { dtype: 'U8', shape: [60], data: new Uint8Array(60).fill(7) } });
  await writeFile(
    inDir('gate.json'),
    gateText([evidence('latency tower', 5), evidence('start tower', 0, { interval: undefined })]),
  );

  await copyFile(
    inDir(`run/${JSON.parse(await readFile(inDir('run/record.json'), 'utf8')).cells.at(-1).file}`),
    inDir('run/cell'),
  );
  return {
    'a suite': {
      file: 'mine.yaml',
      runs: 1500,
      lines: 12,
      leadsElsewhere: true,
      read: async (path) => (await prepareSuite({ suite: path })).suite,
      again: (value: unknown, path) => suiteSchema.parse(parseSuite(JSON.stringify(value), path, knownNames())),
    },
    'the record of a run': {
      file: 'run/record.json',
      runs: 500,
      leadsElsewhere: true,
      read: async (path) => {
        await writeReport(dirname(path));
        return (await readRecord(dirname(path))).record;
      },
    },
    'a cell whose hash is right': {
      file: 'run/cell',
      runs: 900,
      leadsElsewhere: true,
      read: (path) => readSignedCell(inDir, path),
    },
    'the manifest of a model': {
      file: 'models/tower/model.json',
      runs: 900,
      read: (path) => readModel(dirname(path)),
      again: (value: unknown) => manifestSchema.parse(JSON.parse(JSON.stringify(value))),
    },
    'an index that was kept': {
      file: 'kept.index',
      runs: 500,
      read: (path) => readIndexFile(path, identity, knobs),
      again: async ({ settings, arrays }: Awaited<ReturnType<typeof readIndexFile>>, path) => {
        await writeIndexFile(path, { ...identity, settings }, arrays);
        return readIndexFile(path, identity, knobs);
      },
    },
    'the result of a gate': {
      file: 'gate.json',
      runs: 500,
      read: async (path) => readGateResult(path),
      again: (value: unknown, path) => rewritten(path, JSON.stringify(value), async () => readGateResult(path)),
    },
    'a graph of a model': {
      file: 'models/tower/left.onnx',
      runs: 300,
      read: async (path) => {
        const session = await openPart(dirname(path), 'left', model, { device: 'cpu', threads: 1 });
        await session.close();
        return session.outputs;
      },
    },
  };
});

const suiteText = `name: mine # a comment
datasets: [{ name: toy, path: data, splits: [fold-0] }]
models: [dual-cosine, concat]
baseline: dual-cosine
seeds: 2
training: { batchSize: 16, maxSteps: 40 }
cost:
  latency: [exact]
  sweeps:
    - { scorer: usearch, knob: efSearch, values: [2, 64] }
  scale: [{ scorer: exhaustive-factorised, pairs: [100, 1000] }]
`;

/** Puts the damaged bytes in place of the first cell and signs them, as somebody would who made the record up. */
async function readSignedCell(inDir: (name: string) => string, path: string): Promise<unknown> {
  const record = JSON.parse(await readFile(inDir('run/record.json'), 'utf8'));
  const bytes = await readFile(path);
  record.cells = [{ ...record.cells.at(-1), file: 'cell', sha256: sha256(bytes) }];
  const folder = inDir('signed');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'cell'), bytes);
  await writeFile(join(folder, 'record.json'), JSON.stringify(record));
  await writeReport(folder);
  const [cell] = (await readRecord(folder)).cells;
  return JSON.parse(JSON.stringify(cell));
}
