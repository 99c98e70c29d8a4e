import { extname } from 'node:path';
import { suggestion } from '../nearest-name.ts';
import type { Side } from '../types.ts';
import { type Division, divide, type SplitKind, splitKinds, type ToDivide, usualKind } from './divide.ts';
import { givenSplits } from './given-splits.ts';
import type { ImportedPairs } from './pairs.ts';
import { refuse } from './refuse.ts';
import type { SideItems } from './side-items.ts';

const isKind = (split: string): split is SplitKind => (splitKinds as readonly string[]).includes(split);

/** How a person wants a data set divided. */
export interface SplitOptions {
  /** A kind of split, or a file with the part of every item. Default: `entity` or `entity-left`, by how pairs link the items. */
  readonly split?: string;
  readonly folds?: number;
  readonly seed?: number;
}

/** Divides by a kind of split or by a file; `place` is the file of pairs, for messages. Throws a `UserError`. */
export async function dividedBy(
  { split, folds = 5, seed = 0 }: SplitOptions,
  place: string,
  { left, right }: Readonly<Record<Side, SideItems>>,
  { relevance, times }: Pick<ImportedPairs, 'relevance' | 'times'>,
): Promise<{ readonly kind: string; readonly division: Division }> {
  const given: ToDivide = { relevance, folds, seed, place, ...(times === undefined ? {} : { times }) };
  if (split !== undefined && !isKind(split)) {
    if (extname(split) === '')
      throw refuse(
        split,
        'There is no such split.',
        `${suggestion(split, splitKinds)} It may be a file too, with the columns side, id and one a split.`,
      );
    return { kind: split, division: { splits: await givenSplits(split, left, right) } };
  }
  const kind = split ?? usualKind(given);
  return { kind, division: divide(kind, given) };
}

/** The family of a row: named after its number where right pairs make families, else the item itself. */
export function unitOf(side: Side, { idOf }: SideItems, { families }: Division): (row: number) => string {
  if (families === undefined) return (row) => `${side}/${idOf(row)}`;
  return (row) => `family-${families[side][row]}`;
}
