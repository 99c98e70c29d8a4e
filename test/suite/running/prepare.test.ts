import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sha256, sha256File } from '../../../src/files/sha256.ts';
import { unusedSplitsNote } from '../../../src/suite/reading/unused-splits.ts';
import { prepareSuite } from '../../../src/suite/running/prepare.ts';
import { writeTinyDataset } from '../../support/tiny-dataset.ts';

vi.mock('../../../src/files/sha256.ts', async (original) => {
  const module = await original<typeof import('../../../src/files/sha256.ts')>();
  return { ...module, sha256File: vi.fn(module.sha256File) };
});

const folder = mkdtempSync(join(tmpdir(), 'prepare-'));
const suite = (data: string, models = ['dual-cosine', 'late-interaction']): string => {
  const file = join(folder, `${data}.yaml`);
  const lines = ['name: mixed', `datasets: [{ name: tiny, path: ${data} }]`, 'models:', ...models.map((model) => `  - ${model}`)];
  writeFileSync(file, [...lines, 'baseline: dual-cosine', ''].join('\n'));
  return file;
};

beforeAll(async () => {
  await writeTinyDataset(join(folder, 'vectors'));
  await writeTinyDataset(join(folder, 'tokens'), 60, true);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a suite may mix models over vectors and over tokens where there are both', async () => {
  const { cells } = await prepareSuite({ suite: suite('tokens') });
  expect(new Set(cells.map(({ key }) => key.model))).toEqual(new Set([undefined, 'dual-cosine', 'late-interaction']));
});

it('a model over tokens is refused on a data set without them, by line, with the reason', async () => {
  await expect(prepareSuite({ suite: suite('vectors') })).rejects.toMatchObject({
    kind: 'input',
    message: expect.stringMatching(
      /vectors\.yaml:5:5: models\.1: late-interaction cannot match data set "tiny": .* no token features on the left$/,
    ),
  });
});

it('a split that the data set does not have is refused by line and column, with those that it has', async () => {
  const file = suite('vectors', ['dual-cosine']);
  const listed = readFileSync(file, 'utf8').replace('path: vectors', 'path: vectors, splits: [fold-0, fold-9]');
  writeFileSync(file, `${listed}seeds: 2\n`);
  await expect(prepareSuite({ suite: file })).rejects.toMatchObject({
    kind: 'input',
    message: expect.stringMatching(
      /vectors\.yaml:2:\d+: datasets\.0\.splits\.1: data set "tiny" has no split "fold-9"\. Known: fold-0, fold-1, fold-2\.$/,
    ),
  });
});

it('splits that no seed would use are refused by line and column, unless fewer seeds are asked for than the file says', async () => {
  const file = suite('vectors', ['dual-cosine']);
  const listed = readFileSync(file, 'utf8').replace('path: vectors', 'path: vectors, splits: [fold-0, fold-2]');
  writeFileSync(file, listed);
  await expect(prepareSuite({ suite: file })).rejects.toThrow(
    /vectors\.yaml:2:\d+: datasets\.0\.splits\.1: no seed would use it: seed k uses split k, and 1 seed uses fold-0 alone\. Say seeds: 2/,
  );
  writeFileSync(file, `${listed}seeds: 2\n`);
  const { suite: read, cells, datasets } = await prepareSuite({ suite: file, seeds: 1 });
  expect(new Set(cells.map(({ key }) => key.split))).toEqual(new Set(['fold-0']));
  const splits = { tiny: datasets.tiny!.manifest.splits.length };
  expect(unusedSplitsNote(read, splits)).toBe(
    'seed k uses split k: with 1 seed only the first split is used of tiny (2 splits); --seeds 2 uses all',
  );
  expect(unusedSplitsNote({ ...read, seeds: 2 }, splits)).toBeUndefined();
});

describe('before anything of a suite runs', () => {
  const damaged = (name: string): string => join(folder, name, 'right.safetensors');

  it('a file of a data set that is missing is refused by its path', async () => {
    await writeTinyDataset(join(folder, 'missing'));
    rmSync(damaged('missing'));
    await expect(prepareSuite({ suite: suite('missing', ['dual-cosine']) })).rejects.toMatchObject({
      kind: 'input',
      message: 'A file of the data set is missing.',
      place: damaged('missing'),
    });
  });

  it.each([
    ['longer', (file: string) => appendFileSync(file, 'x'), /^The file has \d+ bytes where the manifest says \d+/],
    [
      'changed',
      (file: string) =>
        writeFileSync(
          file,
          readFileSync(file).map((byte, i) => (i === 2000 ? byte ^ 1 : byte)),
        ),
      /^The file right\.safetensors is not the one the manifest lists/,
    ],
  ])('a file of a data set that is %s is refused by its path', async (name, damage, message) => {
    await writeTinyDataset(join(folder, name));
    damage(damaged(name));
    await expect(prepareSuite({ suite: suite(name, ['dual-cosine']) })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(message),
      place: damaged(name),
    });
  });

  it.each(['run', 'tuning'] as const)('every file of a data set is hashed once for a %s', async (plan) => {
    vi.mocked(sha256File).mockClear();
    await prepareSuite({ suite: suite('tokens') }, plan);
    const hashed = vi.mocked(sha256File).mock.calls.map(([path]) => basename(path));
    expect(hashed.sort()).toEqual(
      readdirSync(join(folder, 'tokens'))
        .filter((name) => name !== 'dataset.json')
        .sort(),
    );
  });

  it.each(['run', 'tuning'] as const)(
    'a file that is the listed one and still makes no sense is refused for a %s',
    async (plan) => {
      const name = `senseless-${plan}`;
      await writeTinyDataset(join(folder, name));
      const [file, manifestFile] = ['qrels.tsv', 'dataset.json'].map((part) => join(folder, name, part)) as [string, string];
      const text = 'nobody asks for this\n';
      writeFileSync(file, text);
      const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { files: Record<string, object> };
      manifest.files['qrels.tsv'] = { sha256: sha256(text), bytes: text.length };
      writeFileSync(manifestFile, JSON.stringify(manifest));
      const error = await prepareSuite({ suite: suite(name, ['dual-cosine']) }, plan).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ kind: 'input', place: expect.stringContaining(file) });
    },
  );
});
