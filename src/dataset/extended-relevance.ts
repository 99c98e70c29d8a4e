import type { DatasetPart, Relevance } from '../types.ts';
import { itemKeywords } from './keywords.ts';
import { type RelevantPair, relevanceFromPairs } from './relevance.ts';

/**
 * What is not simply wrong: a right answer has grade 2, another item of the query's own family grade 1. `undefined` where no family has an item that is not a
 * right answer already. Judgements that only know right answers count such an item like a stranger (Chun et al., ECCV 2022, on false negatives of MS-COCO).
 */
export function extendedRelevance(part: DatasetPart): Relevance | undefined {
  const related = withRelated(part, [familyOf(part)]);
  return related.added[0] === 0 ? undefined : related.relevance;
}

/** As `extendedRelevance`, and an item that shares a keyword with the query has grade 1 as well; `undefined` where keywords relate nothing more. */
export function keywordRelevance(part: DatasetPart): Relevance | undefined {
  const keywords = itemKeywords(part);
  const columnsOf = columnsBy(keywords.right);
  const sharing = (row: number): number[] => [...keywords.left[row]!].flatMap((keyword) => columnsOf.get(keyword) ?? []);
  const related = withRelated(part, [familyOf(part), sharing]);
  return related.added[1] === 0 ? undefined : related.relevance;
}

function familyOf({ left, right }: DatasetPart): (row: number) => readonly number[] {
  const columnsOf = columnsBy(right.items.map(({ unit }) => [unit]));
  return (row) => columnsOf.get(left.items[row]!.unit) ?? [];
}

function columnsBy(names: readonly Iterable<string>[]): Map<string, number[]> {
  const columnsOf = new Map<string, number[]>();
  for (const [column, of] of names.entries()) {
    for (const name of of) {
      const known = columnsOf.get(name);
      if (known === undefined) columnsOf.set(name, [column]);
      else known.push(column);
    }
  }
  return columnsOf;
}

/** Right answers with grade 2, and what each of some relations names beside them with grade 1; `added` counts the pairs that each named first. */
function withRelated(
  { left, right, relevance }: DatasetPart,
  relations: readonly ((row: number) => readonly number[])[],
): { readonly relevance: Relevance; readonly added: readonly number[] } {
  const pairs: RelevantPair[] = [];
  const added = relations.map(() => 0);
  for (let row = 0; row < left.items.length; row++) {
    const known = new Set(relevance.columnOf.subarray(relevance.offsets[row]!, relevance.offsets[row + 1]!));
    for (const column of known) pairs.push({ row, column, grade: 2 });
    for (const [at, relation] of relations.entries()) {
      for (const column of relation(row)) {
        if (known.has(column)) continue;
        known.add(column);
        pairs.push({ row, column, grade: 1 });
        added[at]!++;
      }
    }
  }
  return { relevance: relevanceFromPairs(left.items.length, right.items.length, pairs), added };
}
