import type { DatasetPart, Item, Relevance } from '../types.ts';
import { transposeRelevance } from './relevance.ts';

/**
 * The keywords of a text that is a list of them, in lower case: at least two parts between commas, each of one to three words, and no mark that ends a sentence.
 * None of any other text.
 */
export function keywordsOf(text: string | undefined): string[] {
  if (text === undefined || /[.!?…:;]/u.test(text)) return [];
  const parts = text.split(',').map((part) => part.trim().toLowerCase());
  return parts.length > 1 && parts.every((part) => /^\S+( \S+){0,2}$/u.test(part)) ? [...new Set(parts)] : [];
}

/**
 * Keywords of every item of a part: those of its own text where that is a list, otherwise those of the items that are right for it; a label has those of the
 * pictures that it is right for.
 */
export function itemKeywords({ left, right, relevance }: DatasetPart): {
  readonly left: readonly ReadonlySet<string>[];
  readonly right: readonly ReadonlySet<string>[];
} {
  const own = (items: readonly Item[]): ReadonlySet<string>[] => items.map(({ text }) => new Set(keywordsOf(text)));
  const filled = (
    sets: readonly ReadonlySet<string>[],
    { offsets, columnOf }: Relevance,
    others: readonly ReadonlySet<string>[],
  ): ReadonlySet<string>[] =>
    sets.map((set, row) =>
      set.size > 0
        ? set
        : new Set([...columnOf.subarray(offsets[row]!, offsets[row + 1]!)].flatMap((column) => [...others[column]!])),
    );
  const [lefts, rights] = [own(left.items), own(right.items)];
  const reached = filled(lefts, relevance, rights);
  return { left: reached, right: filled(rights, transposeRelevance(relevance), reached) };
}
