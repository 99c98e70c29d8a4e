import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlePage } from '../../scripts/setup/bundle-page.mjs';
import { identify, imageBackbone, textBackbone } from '../../src/catalogue/backbones.ts';
import { assignFolds, splitByUnit, unitSizes } from '../../src/dataset/folds.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { writeDataset } from '../../src/dataset/write.ts';
import { encodeWebp } from '../../src/features/picture.ts';
import type { ChosenModels } from '../../src/playground/chosen-models.ts';
import type { PageFiles } from '../../src/playground/page-files.ts';
import { type Playground, startPlayground } from '../../src/playground/playground.ts';
import { trainPair } from '../../src/playground/train-pair.ts';
import { createRandom } from '../../src/random.ts';
import type { Item, Matrix } from '../../src/types.ts';

const root = join(import.meta.dirname, '..', '..');
export const modelsDir = join(root, 'models');

/** Script and style sheet of the playground, bundled from the sources as they are. */
export async function freshPlaygroundFiles(): Promise<PageFiles> {
  await mkdir(join(root, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(root, '.cache', 'playground-'));
  await bundlePage(root, folder, 'playground');
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const files = { script: await read('playground-script.js'), style: await read('playground-style.css') };
  await rm(folder, { recursive: true });
  return files;
}

export const hostileText = '<img src=x onerror="document.title=1"><script>document.title=1</script> evil';

const noise = (rows: number, columns: number, seed: number): Matrix => {
  const random = createRandom(seed);
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, () => random.normal()) };
};

/** A data set of pictures and texts whose features say the shipped backbones made them: noise, which is enough to be asked. */
async function writePictures(folder: string): Promise<void> {
  const count = 36;
  const pad = (row: number): string => String(row).padStart(2, '0');
  const left = Array.from({ length: count }, (_, row): Item => {
    const unit = `unit-${pad(Math.floor(row / 2))}`;
    return { id: `picture-${pad(row)}`, unit, picture: `pictures/left-000.webp#xywh=${8 * row},0,8,8` };
  });
  const right = left.map(
    ({ unit }, row): Item => ({ id: `text-${pad(row)}`, unit, text: row === 0 ? hostileText : `words ${row}` }),
  );
  const sheet = await encodeWebp(
    { width: 8 * count, height: 8, data: new Uint8Array(8 * count * 8 * 3).map((_, i) => i % 251) },
    90,
  );
  await writeDataset(folder, {
    name: 'pictures',
    version: '1',
    description: 'for tests',
    left: {
      name: 'image',
      items: left,
      features: { global: noise(count, 1280, 1) },
      storage: 'F32',
      backbone: await identify(modelsDir, imageBackbone),
    },
    right: {
      name: 'text',
      items: right,
      features: { global: noise(count, 384, 2) },
      storage: 'F32',
      backbone: await identify(modelsDir, textBackbone),
    },
    relevance: relevanceFromPairs(
      count,
      count,
      left.map((_, row) => ({ row, column: row, grade: 1 })),
    ),
    splits: assignFolds(unitSizes([...left, ...right]), 3, 1).map((fold, i) => ({
      ...splitByUnit(`fold-${i}`, fold, left, right),
      description: 'a third of the units',
    })),
    sources: [],
    files: { 'pictures/left-000.webp': sheet },
  });
}

/** A playground over a data set made by the test, with models of two training steps. */
export async function openPlayground(): Promise<{
  readonly playground: Playground;
  readonly models: ChosenModels;
  close(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'matchbench-test-'));
  const dataset = join(folder, 'pictures');
  await writePictures(dataset);
  const models = await trainPair(dataset, {
    cache: join(folder, 'cache'),
    threads: 1,
    training: { batchSize: 8, maxSteps: 2, stepsPerCheck: 1 },
  });
  const page = await freshPlaygroundFiles();
  const playground = await startPlayground({ models, datasetFolders: [dataset], modelsDir, threads: 1, page });
  return {
    playground,
    models,
    async close() {
      await playground.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
