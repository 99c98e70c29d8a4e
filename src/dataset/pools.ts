import { createRandom, deriveSeed } from '../random.ts';
import type { Dataset, DatasetPart, Item, SideData } from '../types.ts';
import { compareBytewise } from './identifiers.ts';
import { takePart, takeRows } from './part.ts';
import { partCodes } from './part-codes.ts';
import { restrictRelevance } from './relevance.ts';

/** Queries and candidates of one direction: `relevance` has left rows and right columns, as everywhere. */
export interface Pool {
  /** Of the test families; undefined where training items were added as distractors. */
  readonly share: number | undefined;
  readonly 'left-right': DatasetPart;
  readonly 'right-left': DatasetPart;
}

/** Items of a share of the test families, on both sides, drawn by the seed; a smaller share lies within a larger one. */
export function familyPool(test: DatasetPart, share: number, seed: number): DatasetPart {
  if (share >= 1) return test;
  const { left, right, relevance } = test;
  const names = [...new Set([...left.items, ...right.items].map(({ unit }) => unit))].sort(compareBytewise);
  const drawn = createRandom(deriveSeed(seed, 'pools')).shuffle(names);
  const kept = new Set(drawn.slice(0, Math.max(1, Math.round(share * drawn.length))));
  const rowsOf = (items: readonly Item[]): number[] => items.flatMap(({ unit }, row) => (kept.has(unit) ? [row] : []));
  const [rows, columns] = [rowsOf(left.items), rowsOf(right.items)];
  return { left: takeRows(left, rows), right: takeRows(right, columns), relevance: restrictRelevance(relevance, rows, columns) };
}

/**
 * Nested pools of real items: shares of the test families (queries and candidates alike), then all test queries among the test and training items of the
 * other side. What a training item is right for is right here too.
 */
export function nestedPools(dataset: Dataset, split: string, shares: readonly number[], seed: number): Pool[] {
  const test = takePart(dataset, split, 'test');
  const shared = shares.map((share): Pool => {
    const pool = familyPool(test, share, seed);
    return { share, 'left-right': pool, 'right-left': pool };
  });
  return [...shared, { share: undefined, ...withDistractors(dataset, split) }];
}

function withDistractors(dataset: Dataset, splitName: string): Omit<Pool, 'share'> {
  const split = dataset.splits.find(({ name }) => name === splitName)!;
  const rowsOf = (parts: Uint8Array, ...codes: number[]): number[] =>
    Array.from(parts).flatMap((code, row) => (codes.includes(code) ? [row] : []));
  const [tested, both] = [[partCodes.test], [partCodes.train, partCodes.test]];
  const part = (left: readonly number[], right: readonly number[]): DatasetPart => {
    const [rows, columns] = [rowsOf(split.left, ...left), rowsOf(split.right, ...right)];
    const side = (data: SideData, of: readonly number[]): SideData => takeRows(data, of);
    return {
      left: side(dataset.left, rows),
      right: side(dataset.right, columns),
      relevance: restrictRelevance(dataset.relevance, rows, columns),
    };
  };
  return { 'left-right': part(tested, both), 'right-left': part(both, tested) };
}
