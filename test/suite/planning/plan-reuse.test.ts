import { describe, expect, it } from 'vitest';
import type { CellRecord, RunRecord } from '../../../src/record.ts';
import type { Cell } from '../../../src/suite/cell.ts';
import { planCells } from '../../../src/suite/planning/plan.ts';
import { planReuse } from '../../../src/suite/planning/plan-reuse.ts';
import { parseSuite } from '../../../src/suite/reading/parse-suite.ts';
import { toyManifest } from '../../support/toy-manifest.ts';

const scorers = { exact: { indexOnly: true }, 'exhaustive-factorised': { indexOnly: false } };
const known = {
  models: ['dual-cosine', 'concat'],
  datasets: ['toys'],
  scorers: { exact: {}, 'exhaustive-factorised': {} },
};
const manifest = toyManifest({ splits: ['a'] });
const text = `name: mine
datasets: [{ name: toys }]
seeds: 2
models: [concat, dual-cosine]
baseline: dual-cosine
pairFiltering: true
equalTimeArm: true
cost:
  models: [concat]
  latency: [exhaustive-factorised]
  batch: [{ scorer: exhaustive-factorised, batches: [1, 8] }]
`;
const planned = planCells(parseSuite(text, 'mine.yaml', known), { toys: manifest }, scorers);

const hash = 'a'.repeat(64);
const file = (path: string) => ({ path, sha256: hash, bytes: 5 });
const done = ({ id, kind, key, settings }: Cell): CellRecord => ({
  id,
  kind,
  key,
  status: 'done',
  figures: [],
  samples: [],
  files:
    kind === 'train'
      ? [file(`${settings.folder}/left.onnx`), file('elsewhere/x')]
      : kind === 'accuracy' && settings.keepsScores
        ? [file(`toys/a/scores/${key.model}.safetensors`)]
        : [],
  fingerprint: hash,
  warnings: [],
  startedAt: '',
  finishedAt: '',
});
const source = { folder: 'runs/before', record: { runId: 'before' } as unknown as RunRecord, cells: planned.map(done) };
const cells = planReuse(planned, source);

describe('a plan that takes weights over', () => {
  it('trains nothing, and keeps only the models whose cost is measured', () => {
    expect([...new Set(cells.map(({ kind }) => kind))].sort()).toEqual([
      'accuracy',
      'answers',
      'batch',
      'latency',
      'reuse',
      'split',
    ]);
    expect([...new Set(cells.map(({ key }) => key.model))]).toEqual([undefined, 'concat']);
    expect([...new Set(cells.map(({ key }) => key.seed))]).toEqual([undefined, 0]);
  });

  it('measures nothing before the answers were compared, and puts every cell after those it needs', () => {
    const seen = new Set<string>();
    for (const { id, kind, needs } of cells) {
      for (const needed of needs) expect(seen).toContain(needed);
      seen.add(id);
      if (['latency', 'batch', 'accuracy'].includes(kind)) expect(needs).toContain('toys/a/concat/seed-0/answers');
    }
  });

  it('judges accuracy on the CPU, since equal answers are equally right, and measures cost on the device', () => {
    const onDevice = planned.map((one): Cell => ({ ...one, settings: { ...one.settings, device: 'webgpu' } }));
    const devices = new Map(planReuse(onDevice, source).map(({ kind, settings }) => [kind, settings.device]));
    expect(devices.get('accuracy')).toBe('cpu');
    for (const kind of ['answers', 'latency', 'batch']) expect(devices.get(kind)).toBe('webgpu');
  });

  it('takes the files of the model, and no others, with the hashes of the record', () => {
    expect(cells.find(({ kind }) => kind === 'reuse')?.settings).toMatchObject({
      from: 'runs/before',
      runId: 'before',
      files: [file('toys/a/models/concat/left.onnx')],
    });
  });

  it('compares with the scores that the other run kept, where it kept any', () => {
    const settingsOf = (of: readonly Cell[]) => of.find(({ kind }) => kind === 'answers')?.settings;
    expect(settingsOf(cells)).toMatchObject({
      recorded: { from: 'runs/before', file: file('toys/a/scores/concat.safetensors') },
    });
    const without = planReuse(planned, { ...source, cells: source.cells.filter(({ kind }) => kind !== 'accuracy') });
    expect(settingsOf(without)?.recorded).toBeUndefined();
  });

  it('refuses a run in which the training is missing or failed', () => {
    const failed = source.cells.map((one): CellRecord => (one.kind === 'train' ? { ...one, status: 'failed' } : one));
    expect(() => planReuse(planned, { ...source, cells: failed })).toThrow(
      'the run has no trained model concat for split a of toys',
    );
  });
});
