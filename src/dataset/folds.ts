import { createRandom, deriveSeed } from '../random.ts';
import type { Item, Part, Split } from '../types.ts';
import { compareBytewise } from './identifiers.ts';
import { partCodes } from './part-codes.ts';

export interface UnitSize {
  readonly unit: string;
  /** Items of the unit. */
  readonly size: number;
}

/** The units of some items with the number of their items, in the order of their first item. */
export function unitSizes(items: Iterable<Item>): UnitSize[] {
  const sizes = new Map<string, number>();
  for (const { unit } of items) sizes.set(unit, (sizes.get(unit) ?? 0) + 1);
  return Array.from(sizes, ([unit, size]) => ({ unit, size }));
}

/** Which part each unit is in, in one fold. */
export type Fold = ReadonlyMap<string, Part>;

/**
 * Cross-validation over whole units: each is tested in exactly one fold; in every fold a share of the others (a tenth), drawn by seed,
 * validates (at least one) and the rest trains. Folds get about equal numbers of items: the largest units are dealt first, each to the fold that has the
 * fewest items so far (Graham 1969, longest processing time), equal sizes in an order drawn by seed. The order of `units` does not matter.
 */
export function assignFolds(units: readonly UnitSize[], foldCount: number, seed: number, validationShare = 0.1): Fold[] {
  if (foldCount < 2 || units.length < foldCount)
    throw new Error(`internal: ${units.length} units cannot be dealt to ${foldCount} folds`);
  const ordered = units.toSorted((a, b) => compareBytewise(a.unit, b.unit));
  const dealt = createRandom(deriveSeed(seed, 'folds')).shuffle([...ordered]);
  const sizes = new Array<number>(foldCount).fill(0);
  const testedIn = new Map<string, number>();
  for (const { unit, size } of dealt.toSorted((a, b) => b.size - a.size)) {
    const fold = sizes.indexOf(Math.min(...sizes));
    sizes[fold]! += size;
    testedIn.set(unit, fold);
  }
  if (testedIn.size !== units.length) throw new Error('internal: a unit is given twice');
  return sizes.map((_, fold) => {
    const others = ordered.filter(({ unit }) => testedIn.get(unit) !== fold);
    if (others.length < 2) throw new Error(`internal: fold ${fold} leaves ${others.length} units to train and validate on`);
    createRandom(deriveSeed(seed, 'validation', fold)).shuffle(others);
    const validating = Math.max(1, Math.round(others.length * validationShare));
    const parts = new Map<string, Part>(ordered.map(({ unit }) => [unit, 'test']));
    for (const [i, { unit }] of others.entries()) parts.set(unit, i < validating ? 'validation' : 'train');
    return parts;
  });
}

/** The fold as a split of these items; an item whose unit is in no part gets none. */
export function splitByUnit(name: string, partOf: Fold, left: readonly Item[], right: readonly Item[]): Split {
  const codes = (items: readonly Item[]): Uint8Array =>
    Uint8Array.from(items, ({ unit }) => {
      const part = partOf.get(unit);
      return part === undefined ? 0 : partCodes[part];
    });
  return { name, left: codes(left), right: codes(right) };
}
