import { createRandom, deriveSeed } from '../random.ts';
import type { Part } from '../types.ts';

export const foldCount = 5;
/** One in so many training families validates. */
const validationShare = 10;
/** Any number would do; it is fixed so that everybody tests the same families. */
const foldSeed = 0;

/**
 * Deals families into folds so that each is tested once and folds hold about equally many items: largest families first, each to the fold with the
 * fewest items, families of one size in random order. `sizes` has the items of each family.
 */
export function dealFolds(sizes: ReadonlyMap<string, number>): Map<string, number> {
  const random = createRandom(deriveSeed(foldSeed, 'folds'));
  const order = random.shuffle([...sizes.keys()].sort()).sort((a, b) => sizes.get(b)! - sizes.get(a)!);
  const loads = new Array<number>(foldCount).fill(0);
  const folds = new Map<string, number>();
  for (const family of order) {
    const fold = loads.indexOf(Math.min(...loads));
    folds.set(family, fold);
    loads[fold]! += sizes.get(family)!;
  }
  return folds;
}

/** The part of each family when one fold is tested: a tenth of the other families validates, drawn by fold. */
export function partsOfFold(folds: ReadonlyMap<string, number>, tested: number): Map<string, Part> {
  const others = [...folds.keys()].filter((family) => folds.get(family) !== tested).sort();
  createRandom(deriveSeed(foldSeed, 'validation', tested)).shuffle(others);
  const validation = new Set(others.slice(0, Math.round(others.length / validationShare)));
  return new Map(
    [...folds].map(([family, fold]) => [family, fold === tested ? 'test' : validation.has(family) ? 'validation' : 'train']),
  );
}
