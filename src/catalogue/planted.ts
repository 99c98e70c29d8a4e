import { syntheticBackbone } from '../dataset/manifest.ts';
import { partCodes } from '../dataset/part-codes.ts';
import { type RelevantPair, relevanceFromPairs } from '../dataset/relevance.ts';
import { type DatasetContents, writeDataset } from '../dataset/write.ts';
import { createRandom, deriveSeed, type Random } from '../random.ts';
import type { Item, Matrix } from '../types.ts';

/** What is relevant, planted: a score of two vectors of hidden values [R], higher is better. */
export interface Truth {
  readonly description: string;
  /** R: hidden values an item. */
  readonly rank: number;
  score(left: Float32Array, right: Float32Array): number;
}

const sizes = { items: 1_500, width: 32, rightAnswers: 15, folds: 5 } as const;
const version = '1.0.0';
/** Any number would do; it is fixed so that everybody has the same items. */
const seed = 0;

/** An inner product of R hidden values: a tower of width R can say it, a narrower one cannot. */
const innerProduct = (rank: number): Truth => ({
  description: `an inner product of rank ${rank}`,
  rank,
  score(left, right) {
    let sum = 0;
    for (let i = 0; i < rank; i++) sum += left[i]! * right[i]!;
    return sum;
  },
});

/** A conjunction: every one of R hidden values must lie close to its counterpart. No inner product of a few values can say it. */
const conjunction = (rank: number): Truth => ({
  description: `a conjunction of ${rank} conditions: minus the largest difference of ${rank} hidden values`,
  rank,
  score(left, right) {
    let largest = 0;
    for (let i = 0; i < rank; i++) largest = Math.max(largest, Math.abs(left[i]! - right[i]!));
    return -largest;
  },
});

export const truths: Readonly<Record<string, Truth>> = {
  'planted-rank-2': innerProduct(2),
  'planted-rank-8': innerProduct(8),
  'planted-rank-32': innerProduct(32),
  'planted-conjunction-2': conjunction(2),
  'planted-conjunction-4': conjunction(4),
  'planted-conjunction-8': conjunction(8),
};

/** A data set that is drawn, not collected: small enough to be made when a suite asks for it. */
export interface GeneratedDataset {
  readonly description: string;
  /** Other contents have another version. */
  readonly version: string;
  build(outDir: string): Promise<void>;
}

/** Synthetic data sets by name, whose true relevance goes from inner products of low rank to functions that no narrow inner product can say. */
export const generatedDatasets: Readonly<Record<string, GeneratedDataset>> = Object.fromEntries(
  Object.entries(truths).map(([name, truth]) => [
    name,
    {
      description: `SYNTHETIC: ${truth.description}, seen through random features`,
      version,
      build: async (outDir: string) => void (await writeDataset(outDir, contentsOf(name, truth))),
    },
  ]),
);

/** Hidden values are standard normal; features are a random rotation of them, filled up with noise that decides nothing. */
export function contentsOf(name: string, truth: Truth): DatasetContents {
  const [left, right] = (['left', 'right'] as const).map((side) => drawItems(truth.rank, deriveSeed(seed, name, side))) as [
    Drawn,
    Drawn,
  ];
  const pairs = left.hidden.flatMap((values, row) =>
    bestOf(values, right.hidden, truth).map((column) => ({ row, column, grade: 1 })),
  );
  const side = (drawn: Drawn, sideName: string) => ({
    name: sideName,
    items: drawn.hidden.map((_, row): Item => itemOf(sideName, row)),
    features: { global: drawn.features },
    storage: 'F32' as const,
    backbone: { id: syntheticBackbone },
  });
  return {
    name,
    version,
    description: `SYNTHETIC. Relevant are the ${sizes.rightAnswers} right items that score best by ${truth.description}.`,
    left: side(left, 'asker'),
    right: side(right, 'answer'),
    relevance: relevanceFromPairs(sizes.items, sizes.items, pairs as RelevantPair[]),
    splits: Array.from({ length: sizes.folds }, (_, fold) => ({
      name: `fold-${fold}`,
      description: `every fifth item from ${fold} is tested, the next fifth validates`,
      left: partsOf(fold),
      right: partsOf(fold),
    })),
    sources: [{ name: 'drawn by matchbench', version, licence: 'Apache-2.0', attribution: 'src/catalogue/planted.ts' }],
  };
}

interface Drawn {
  readonly hidden: readonly Float32Array[];
  /** [N, D] */
  readonly features: Matrix;
}

function drawItems(rank: number, itemSeed: number): Drawn {
  const random = createRandom(itemSeed);
  const { items: rows, width } = sizes;
  const rotation = orthonormalRows(width, random);
  const data = new Float32Array(rows * width);
  const hidden = Array.from({ length: rows }, (_, row) => {
    const values = Float32Array.from({ length: width }, () => random.normal());
    for (let i = 0; i < width; i++) {
      const axis = rotation[i]!;
      for (let column = 0; column < width; column++) data[row * width + column]! += values[i]! * axis[column]!;
    }
    return values.subarray(0, rank);
  });
  return { hidden, features: { rows, columns: width, data } };
}

/** A random rotation [D, D], by Gram and Schmidt. */
function orthonormalRows(width: number, random: Random): Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < width) {
    const row = Float64Array.from({ length: width }, () => random.normal());
    for (const other of rows) {
      const along = row.reduce((sum, value, i) => sum + value * other[i]!, 0);
      for (let i = 0; i < width; i++) row[i]! -= along * other[i]!;
    }
    const norm = Math.hypot(...row);
    rows.push(row.map((value) => value / norm));
  }
  return rows;
}

/** Rows of the right items that score best, ascending; the lower row where scores are equal. */
function bestOf(values: Float32Array, candidates: readonly Float32Array[], truth: Truth): number[] {
  const scores = candidates.map((candidate) => truth.score(values, candidate));
  return candidates
    .map((_, column) => column)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, sizes.rightAnswers)
    .sort((a, b) => a - b);
}

function itemOf(side: string, row: number): Item {
  const id = `${side}-${String(row).padStart(5, '0')}`;
  return { id, unit: id, text: `${side} ${row}`, groups: ['synthetic'] };
}

const partsOf = (fold: number): Uint8Array =>
  Uint8Array.from({ length: sizes.items }, (_, row) => {
    const place = (row - fold + sizes.folds) % sizes.folds;
    return partCodes[place === 0 ? 'test' : place === 1 ? 'validation' : 'train'];
  });
