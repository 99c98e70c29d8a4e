import { assignFolds, splitByUnit, unitSizes } from '../../src/dataset/folds.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { writeDataset } from '../../src/dataset/write.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { createRandom, deriveSeed } from '../../src/random.ts';
import type { Dataset, Item, Matrix, SideData } from '../../src/types.ts';

export interface ToyOptions {
  readonly concepts?: number;
  /** Pictures and texts of each concept: every pair of them is a right answer. */
  readonly leftPerConcept?: number;
  readonly rightPerConcept?: number;
  readonly leftWidth?: number;
  readonly rightWidth?: number;
  /** Standard deviation of the noise beside the concept's signal, which has 1. */
  readonly noise?: number;
  readonly folds?: number;
  readonly seed?: number;
  readonly storage?: 'F32' | 'I8';
}

const latentWidth = 6;
const conceptsPerUnit = 2;

const name = (prefix: string, ...numbers: number[]): string => prefix + numbers.map((n) => String(n).padStart(4, '0')).join('-');

function gaussian(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, () => random.normal()) };
}

function contents(options: ToyOptions) {
  const {
    concepts = 60,
    leftPerConcept = 2,
    rightPerConcept = 1,
    leftWidth = 12,
    rightWidth = 8,
    noise = 0.3,
    folds = 3,
    seed = 1,
  } = options;
  const latent = gaussian(concepts, latentWidth, deriveSeed(seed, 'latent'));

  const side = (label: string, perConcept: number, width: number): SideData => {
    const mixing = gaussian(latentWidth, width, deriveSeed(seed, label, 'mixing'));
    const random = createRandom(deriveSeed(seed, label, 'noise'));
    const rows = concepts * perConcept;
    const data = new Float32Array(rows * width);
    const items: Item[] = [];
    for (let row = 0; row < rows; row++) {
      const concept = Math.floor(row / perConcept);
      items.push({
        id: name(label[0]!, concept, row % perConcept),
        unit: name('unit-', Math.floor(concept / conceptsPerUnit)),
        text: `${label} ${row % perConcept} of concept ${concept}`,
        groups: [concept % 2 === 0 ? 'even' : 'odd'],
      });
      for (let column = 0; column < width; column++) {
        let signal = 0;
        for (let k = 0; k < latentWidth; k++)
          signal += latent.data[concept * latentWidth + k]! * mixing.data[k * width + column]!;
        data[row * width + column] = signal / Math.sqrt(latentWidth) + noise * random.normal();
      }
    }
    return { name: label, items, features: { global: { rows, columns: width, data } } };
  };

  const left = side('image', leftPerConcept, leftWidth);
  const right = side('text', rightPerConcept, rightWidth);
  const pairs = left.items.flatMap((_, row) =>
    Array.from({ length: rightPerConcept }, (_, i) => ({
      row,
      column: Math.floor(row / leftPerConcept) * rightPerConcept + i,
      grade: 1,
    })),
  );
  const sizes = unitSizes([...left.items, ...right.items]);
  return {
    left,
    right,
    relevance: relevanceFromPairs(left.items.length, right.items.length, pairs),
    splits: assignFolds(sizes, folds, seed).map((fold, k) => splitByUnit(`fold-${k}`, fold, left.items, right.items)),
  };
}

/**
 * A small data set that both families learn: both sides are linear images of a shared latent concept, plus noise. By default 120 left and
 * 60 right items of widths 12 and 8, 30 units of two concepts, splits `fold-0`, `fold-1`, `fold-2`.
 */
export function toyDataset(options: ToyOptions = {}): Dataset {
  return { name: 'toy', version: '1.0.0', hash: sha256(JSON.stringify(options)), ...contents(options) };
}

/** Writes the same data set to a folder and loads it from there. */
export async function writeToyDataset(dir: string, options: ToyOptions = {}): Promise<Dataset> {
  const { left, right, relevance, splits } = contents(options);
  const storage = options.storage ?? 'F32';
  await writeDataset(dir, {
    name: 'toy',
    version: '1.0.0',
    description: 'Two linear images of shared latent concepts.',
    left: { ...left, storage, backbone: { id: 'toy/left' } },
    right: { ...right, storage, backbone: { id: 'toy/right' } },
    relevance,
    splits: splits.map((split) => ({ ...split, description: 'A third of the units is tested.' })),
    sources: [{ name: 'toy', version: '1.0.0', licence: 'Apache-2.0', attribution: 'made by a seeded generator' }],
  });
  return loadDataset(dir);
}
