import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareSuite } from '../../src/suite/prepare.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';

const folder = mkdtempSync(join(tmpdir(), 'prepare-'));
const suite = (data: string): string => {
  const file = join(folder, `${data}.yaml`);
  const lines = [
    'name: mixed',
    `datasets: [{ name: tiny, path: ${data} }]`,
    'models:',
    '  - dual-cosine',
    '  - late-interaction',
  ];
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
