import type { DatasetPart, Relevance } from '../types.ts';
import { type RelevantPair, relevanceFromPairs } from './relevance.ts';

/**
 * What is not simply wrong: a right answer has grade 2, another item of the query's own family grade 1. `undefined` where no family has an item that is not a
 * right answer already. Judgements that only know right answers count such an item like a stranger (Chun et al., ECCV 2022, on false negatives of MS-COCO).
 */
export function extendedRelevance({ left, right, relevance }: DatasetPart): Relevance | undefined {
  const ofUnit = new Map<string, number[]>();
  for (const [column, { unit }] of right.items.entries()) ofUnit.set(unit, [...(ofUnit.get(unit) ?? []), column]);
  const pairs: RelevantPair[] = [];
  let related = 0;
  for (const [row, { unit }] of left.items.entries()) {
    const answers = new Set(relevance.columnOf.subarray(relevance.offsets[row]!, relevance.offsets[row + 1]!));
    for (const column of answers) pairs.push({ row, column, grade: 2 });
    for (const column of ofUnit.get(unit) ?? []) {
      if (answers.has(column)) continue;
      pairs.push({ row, column, grade: 1 });
      related++;
    }
  }
  return related === 0 ? undefined : relevanceFromPairs(left.items.length, right.items.length, pairs);
}
