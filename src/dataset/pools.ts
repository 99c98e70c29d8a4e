import { createRandom, deriveSeed } from '../random.ts';
import type { Dataset, DatasetPart, Item, Part, Relevance } from '../types.ts';
import { compareBytewise } from './identifiers.ts';
import { answersIn, excludedAmong, takePart, takeRows } from './part.ts';
import { isIn } from './part-codes.ts';
import { restrictRelevance } from './relevance.ts';

/** Queries and candidates of one direction: `relevance` has left rows and right columns, as everywhere. */
export interface Pool {
  /** Of the test families; undefined where training items were added as distractors. */
  readonly share: number | undefined;
  readonly 'left-right': DatasetPart;
  readonly 'right-left': DatasetPart;
}

/** Items of a share of the test families, on both sides, drawn by the seed; a smaller share lies within a larger one. */
function familyPool(test: DatasetPart, share: number, seed: number): DatasetPart {
  if (share >= 1) return test;
  const { left, right, relevance, exclude } = test;
  const names = [...new Set([...left.items, ...right.items].map(({ unit }) => unit))].sort(compareBytewise);
  const drawn = createRandom(deriveSeed(seed, 'pools')).shuffle(names);
  const kept = new Set(drawn.slice(0, Math.max(1, Math.round(share * drawn.length))));
  const rowsOf = (items: readonly Item[]): number[] => items.flatMap(({ unit }, row) => (kept.has(unit) ? [row] : []));
  const [rows, columns] = [rowsOf(left.items), rowsOf(right.items)];
  const among = (pairs: Relevance): Relevance => restrictRelevance(pairs, rows, columns);
  return {
    left: takeRows(left, rows),
    right: takeRows(right, columns),
    relevance: among(relevance),
    ...(exclude === undefined ? {} : { exclude: among(exclude) }),
  };
}

/**
 * Nested pools of real items: shares of the test families (queries and candidates alike), then, with `trainingAdded`, all test queries among the test and training
 * items of the other side. What a training item is right for is right here too.
 */
export function nestedPools(
  dataset: Dataset,
  split: string,
  { shares, trainingAdded }: { readonly shares: readonly number[]; readonly trainingAdded: boolean },
  seed: number,
): Pool[] {
  const test = takePart(dataset, split, 'test');
  const shared = shares.map((share): Pool => {
    const pool = familyPool(test, share, seed);
    return { share, 'left-right': pool, 'right-left': pool };
  });
  return trainingAdded ? [...shared, { share: undefined, ...withDistractors(dataset, split) }] : shared;
}

function withDistractors(dataset: Dataset, splitName: string): Omit<Pool, 'share'> {
  const split = dataset.splits.find(({ name }) => name === splitName)!;
  const { left, right } = split;
  const rowsOf = (codes: Uint8Array, parts: readonly Part[]): number[] =>
    Array.from(codes).flatMap((code, row) => (parts.some((part) => isIn(code, part)) ? [row] : []));
  const pool = (asking: readonly Part[], asked: readonly Part[]): DatasetPart => {
    const [rows, columns] = [rowsOf(left, asking), rowsOf(right, asked)];
    const exclude = excludedAmong(dataset, split, 'test', rows, columns);
    return {
      left: takeRows(dataset.left, rows),
      right: takeRows(dataset.right, columns),
      relevance: answersIn(dataset, split, ['test'], rows, columns),
      ...(exclude === undefined ? {} : { exclude }),
    };
  };
  return { 'left-right': pool(['test'], ['test', 'train']), 'right-left': pool(['test', 'train'], ['test']) };
}
