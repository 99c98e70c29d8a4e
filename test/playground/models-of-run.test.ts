import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/files/sha256.ts';
import { modelsOfRun } from '../../src/playground/models-of-run.ts';
import { newestRun } from '../../src/playground/newest-run.ts';
import type { CellRecord } from '../../src/record.ts';
import type { ModelManifest } from '../../src/types.ts';
import { type SyntheticCell, syntheticModel, writeSyntheticRun } from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Model {
  readonly name: string;
  readonly family?: ModelManifest['family'];
  readonly indexable?: boolean;
  readonly split?: string;
  readonly kind?: string;
  readonly status?: CellRecord['status'];
  readonly validation?: number;
}

function write(dir: string, path: string, text: string): CellRecord['files'][number] {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
  return { path, sha256: sha256(text), bytes: text.length };
}

/** A cell that trained a model, with the one file of its folder. */
function trained(
  dir: string,
  { name, family = 'early fusion', indexable = false, split = 'a', kind = 'train', status = 'done', validation }: Model,
): SyntheticCell {
  const folder = `models/${split}/${name}`;
  const index = indexable ? { index: { metric: 'innerProduct', left: 'p', right: 'p' } as const } : {};
  const right = indexable ? { inputs: [{ name: 'right', shape: [8] }], cached: [{ name: 'p', shape: [4] }] } : undefined;
  return {
    id: `${split}/${name}`,
    kind,
    key: { model: name, dataset: 'toys', split, seed: 0 },
    status,
    details: {
      manifest: syntheticModel(name, family, { ...index, ...(right === undefined ? {} : { right }) }),
      folder,
      ...(validation === undefined ? {} : { log: { best: { step: 1, validation } } }),
    },
    files: [write(dir, `${folder}/left.onnx`, `${split} ${name}`)],
  };
}

const tower = (name: string, changes: Partial<Model> = {}): Model => ({
  name,
  family: 'dual tower',
  indexable: true,
  ...changes,
});

async function run(models: readonly Model[], dir?: string): Promise<string> {
  const folder = dir ?? (await temporaryFolder());
  await writeSyntheticRun(folder, { cells: models.map((model) => trained(folder, model)) });
  return folder;
}

const chosen = async (models: readonly Model[]): Promise<readonly string[]> => {
  const dir = await run(models);
  const { dual, fusion, split } = await modelsOfRun(dir);
  return [split, ...[dual, fusion].map((folder) => folder.slice(join(dir, 'models', split).length + 1))];
};

const noPair = 'This run has no exported dual tower beside a model of another family.';

test('the baseline is taken beside the fusion that is best by validation; one without a validation is the last choice', async () => {
  const fusions = [{ name: 'unknown' }, { name: 'weak', validation: 0.1 }, { name: 'strong', validation: 0.4 }];
  expect(await chosen([tower('other'), tower('tower'), ...fusions])).toEqual(['a', 'tower', 'strong']);
  expect(await chosen([tower('tower'), { name: 'unknown' }])).toEqual(['a', 'tower', 'unknown']);
});

test('without the baseline the first tower with an index is taken', async () => {
  expect(await chosen([tower('bare', { indexable: false }), tower('b'), tower('c'), { name: 'fusion' }])).toEqual([
    'a',
    'b',
    'fusion',
  ]);
});

test('both are of the first split that has both, whatever trained, took over or imported them', async () => {
  const models = [tower('tower'), tower('tower', { split: 'b', kind: 'reuse' }), { name: 'fusion', split: 'b', kind: 'import' }];
  expect(await chosen(models)).toEqual(['b', 'tower', 'fusion']);
});

test('what failed, what measured, and what is of a third family is no model to ask', async () => {
  for (const others of [
    [],
    [{ name: 'fusion', status: 'failed' as const }],
    [{ name: 'fusion', kind: 'accuracy' }],
    [{ name: 'late', family: 'late interaction' as const }],
    [{ name: 'fusion', split: 'b' }],
  ]) {
    await expect(chosen([tower('tower'), ...others])).rejects.toMatchObject({ kind: 'input', message: noPair });
  }
});

test('a file that is not the one that the run wrote is refused, with its place', async () => {
  const models = [tower('tower'), { name: 'fusion' }];
  const dir = await run(models);
  const file = join(dir, 'models/a/fusion/left.onnx');
  writeFileSync(file, 'another');
  await expect(modelsOfRun(dir)).rejects.toMatchObject({ kind: 'input', place: file });
  rmSync(file);
  await expect(modelsOfRun(dir)).rejects.toMatchObject({ kind: 'storage' });
});

test('a link to a file outside of the run is refused, though its bytes are the right ones', async () => {
  const dir = await run([tower('tower'), { name: 'fusion' }]);
  const [file, outside] = [join(dir, 'models/a/fusion/left.onnx'), join(await temporaryFolder(), 'left.onnx')];
  rmSync(file);
  writeFileSync(outside, 'a fusion');
  symlinkSync(outside, file);
  await expect(modelsOfRun(dir)).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('leads outside') });
});

test('features of the test part are taken from the run where it keeps both sides, each checked', async () => {
  const dir = await temporaryFolder();
  const models = [tower('tower'), { name: 'fusion' }].map((model) => trained(dir, model));
  const kept = (sides: readonly string[]): SyntheticCell => ({
    id: 'split',
    kind: 'split',
    key: { dataset: 'toys', split: 'a' },
    files: sides.flatMap((side) =>
      ['safetensors', 'ids.txt'].map((end) => write(dir, `splits/a/features/${side}.${end}`, `${side} ${end}`)),
    ),
  });
  await writeSyntheticRun(dir, { cells: [...models, kept(['left'])] });
  expect((await modelsOfRun(dir)).kept).toBeUndefined();
  await writeSyntheticRun(dir, { cells: [...models, kept(['left', 'right'])] });
  const { kept: found, dataset, source } = await modelsOfRun(dir);
  expect(found!.right.ids.endsWith(join('splits', 'a', 'features', 'right.ids.txt'))).toBe(true);
  expect([dataset.name, source]).toEqual(['toys', 'the run synthetic']);
  writeFileSync(join(dir, 'splits/a/features/right.ids.txt'), 'others');
  await expect(modelsOfRun(dir)).rejects.toMatchObject({ kind: 'input' });
});

test('where the data set lies is what the suite of the run says', async () => {
  const dir = await run([tower('tower'), { name: 'fusion' }]);
  expect((await modelsOfRun(dir)).dataset.path).toBeUndefined();
  const file = join(dir, 'record.json');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  record.suite.datasets = [{ name: 'toys', path: 'data/toys' }];
  writeFileSync(file, JSON.stringify(record));
  expect((await modelsOfRun(dir)).dataset.path).toBe('data/toys');
});

test('the newest run that can be asked is taken: one of another kind, half a run and a file are passed over', async () => {
  const runs = await temporaryFolder();
  const at = (name: string): string => join(runs, name);
  await run([tower('tower'), { name: 'old' }], at('20260101-000000-quick'));
  await run([tower('tower'), { name: 'newer' }], at('20260102-000000-quick'));
  await run([tower('tower')], at('20260103-000000-towers'));
  mkdirSync(at('20260104-000000-empty'));
  mkdirSync(at('20260105-000000-broken'));
  writeFileSync(join(at('20260105-000000-broken'), 'record.json'), '{"half');
  writeFileSync(at('20260106-notes.txt'), '');
  expect((await newestRun(runs))!.fusion).toBe(join(at('20260102-000000-quick'), 'models/a/newer'));
});

test('there is no newest run where there is no folder, and none in one without a run', async () => {
  const runs = await temporaryFolder();
  expect(await newestRun(join(runs, 'missing'))).toBeUndefined();
  expect(await newestRun(runs)).toBeUndefined();
});
