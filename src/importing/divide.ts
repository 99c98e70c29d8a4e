import { counted } from '../counted.ts';
import { everyPart, partCodes } from '../dataset/part-codes.ts';
import { createRandom, deriveSeed } from '../random.ts';
import type { Relevance, Split } from '../types.ts';
import { dealFolds } from './deal-folds.ts';
import { refuse } from './refuse.ts';

export const splitKinds = ['entity', 'entity-left', 'entity-right', 'time', 'leave-one-out'] as const;
export type SplitKind = (typeof splitKinds)[number];

export interface Division {
  readonly splits: readonly (Split & { readonly description: string })[];
  /** Of `entity`: the family of every row of both sides, by number. */
  readonly families?: { readonly left: Uint32Array; readonly right: Uint32Array };
}

export interface ToDivide {
  readonly relevance: Relevance;
  readonly times?: Float64Array;
  readonly folds: number;
  readonly seed: number;
  /** The file of pairs, for messages. */
  readonly place: string;
}

/**
 * Divides a data set. `entity`: items that right pairs link, directly or through others, are one family, and families are dealt to folds; `entity-left`,
 * `entity-right`: the items of that side are dealt, and those of the other stand in every part; `time`: the first 80 % of the pairs train, the next 10 % validate, the
 * last 10 % test, pairs of equal time together; `leave-one-out`: of every left item with three pairs or more the last is tested and the one before it
 * validates (by time; without times drawn by the seed). Throws a `UserError` where that is not possible.
 */
export function divide(kind: SplitKind, given: ToDivide): Division {
  switch (kind) {
    case 'entity':
      return byFamily(given, familiesOf(given.relevance));
    case 'entity-left':
      return bySide(given, 'left');
    case 'entity-right':
      return bySide(given, 'right');
    case 'time':
      return {
        splits: [dividePairs('time', 'The last tenth of the pairs is tested; all items are candidates.', given, byTime(given))],
      };
    case 'leave-one-out':
      return {
        splits: [
          dividePairs(
            'leave-one-out',
            'The last pair of every left item is tested; all items are candidates.',
            given,
            lastOnes(given),
          ),
        ],
      };
  }
}

/** `entity` where families are many and small enough to be dealt, else `entity-left`: where everything hangs together, pairs of test items would be few. */
export function usualKind({ relevance, folds }: ToDivide): SplitKind {
  const { left, right, count } = familiesOf(relevance);
  const sizes = new Uint32Array(count);
  for (const family of [left, right]) for (const of of family) sizes[of]!++;
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  return count >= 4 * folds && largest <= (relevance.rows + relevance.columns) / (2 * folds) ? 'entity' : 'entity-left';
}

interface Families {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly count: number;
}

/** Connected components of the right pairs, numbered by their first left row (those of right items alone after them). */
function familiesOf({ rows, columns, offsets, columnOf }: Relevance): Families {
  const parent = Uint32Array.from({ length: rows + columns }, (_, node) => node);
  const find = (node: number): number => {
    let root = node;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  for (let row = 0; row < rows; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const [a, b] = [find(row), find(rows + columnOf[i]!)];
      if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const numberOf = new Int32Array(rows + columns).fill(-1);
  let count = 0;
  const family = Uint32Array.from(parent, (_, node) => {
    const root = find(node);
    if (numberOf[root]! < 0) numberOf[root] = count++;
    return numberOf[root]!;
  });
  return { left: family.subarray(0, rows), right: family.subarray(rows), count };
}

const foldName = (fold: number): string => `fold-${fold}`;

function byFamily({ folds, seed, place }: ToDivide, families: Families): Division {
  const { left, right, count } = families;
  const sizes = new Uint32Array(count);
  for (const of of left) sizes[of]!++;
  for (const of of right) sizes[of]!++;
  const dealt = dealUnits(sizes, folds, seed, place, 'family of linked items', 'families of linked items');
  const description = `One of ${folds} folds is tested, by whole families of items that right pairs link.`;
  return {
    families,
    splits: dealt.map((codes, fold) => ({
      name: foldName(fold),
      description,
      left: Uint8Array.from(left, (family) => codes[family]!),
      right: Uint8Array.from(right, (family) => codes[family]!),
    })),
  };
}

function bySide({ relevance: { rows, columns }, folds, seed, place }: ToDivide, side: 'left' | 'right'): Division {
  const [own, other] = side === 'left' ? [rows, columns] : [columns, rows];
  const dealt = dealUnits(new Uint32Array(own).fill(1), folds, seed, place, `${side} item`);
  const shared = new Uint8Array(other).fill(everyPart);
  const description = `One of ${folds} folds of the ${side} items is tested; all items of the other side are candidates in every part.`;
  return {
    splits: dealt.map((codes, fold) => ({
      name: foldName(fold),
      description,
      ...(side === 'left' ? { left: codes, right: shared } : { left: shared, right: codes }),
    })),
  };
}

function dealUnits(sizes: Uint32Array, folds: number, seed: number, place: string, one: string, many?: string): Uint8Array[] {
  // Every fold needs one to train and one to validate on beside those it tests.
  if (sizes.length < folds + 2)
    throw refuse(
      place,
      `${counted(sizes.length, one, many)} ${sizes.length === 1 ? 'is' : 'are'} too few for ${counted(folds, 'fold')}.`,
      'Ask for fewer folds (at least 2), or for another split.',
    );
  return dealFolds(sizes, folds, seed);
}

function dividePairs(
  name: string,
  description: string,
  { relevance: { rows, columns }, place }: ToDivide,
  pairs: Uint8Array,
): Split & { readonly description: string } {
  for (const [part, code] of Object.entries(partCodes)) {
    if (!pairs.includes(code))
      throw refuse(
        place,
        `No pair is left for the ${part} part of the split by ${name}.`,
        'Give more pairs, or ask for another split.',
      );
  }
  return { name, description, left: new Uint8Array(rows).fill(everyPart), right: new Uint8Array(columns).fill(everyPart), pairs };
}

function byTime({ relevance: { columnOf }, times, place }: ToDivide): Uint8Array {
  if (times === undefined)
    throw refuse(place, 'A split by time needs a column of times.', 'Add a column time, or name it with --time-column.');
  const sorted = times.slice().sort();
  const [validationFrom, testFrom] = [0.8, 0.9].map((share) => sorted[Math.floor(share * sorted.length)]!) as [number, number];
  return Uint8Array.from(columnOf, (_, pair) => {
    if (times[pair]! >= testFrom) return partCodes.test;
    return times[pair]! >= validationFrom ? partCodes.validation : partCodes.train;
  });
}

function lastOnes({ relevance: { rows, offsets, columnOf }, times, seed }: ToDivide): Uint8Array {
  const random = createRandom(deriveSeed(seed, 'leave one out'));
  const codes = new Uint8Array(columnOf.length).fill(partCodes.train);
  for (let row = 0; row < rows; row++) {
    const pairs = Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) => offsets[row]! + i);
    if (pairs.length < 3) continue;
    if (times === undefined) random.shuffle(pairs);
    else pairs.sort((a, b) => times[a]! - times[b]! || a - b);
    codes[pairs.at(-1)!] = partCodes.test;
    codes[pairs.at(-2)!] = partCodes.validation;
  }
  return codes;
}
