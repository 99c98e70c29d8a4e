import { createRandom, deriveSeed } from '../random.ts';
import type { DatasetPart, SideData } from '../types.ts';
import { compareBytewise } from './identifiers.ts';
import { takeRows } from './part.ts';
import { restrictRelevance } from './relevance.ts';

/**
 * Some of the left families of a part, drawn by the seed, whole, as many as the share of them says and at least one, and on the right those families and the
 * ones that hold right answers of what is kept. A smaller share lies within a larger one of the same seed. Of the families that have a right pair alone, so
 * that the smallest share has something to learn from.
 */
export function takeShare(part: DatasetPart, share: number, seed: number): DatasetPart {
  if (share >= 1) return part;
  const { left, right, relevance } = part;
  const paired = left.items.flatMap(({ unit }, row) => (relevance.offsets[row + 1]! > relevance.offsets[row]! ? [unit] : []));
  const families = createRandom(deriveSeed(seed, 'training share')).shuffle([...new Set(paired)].sort(compareBytewise));
  const kept = new Set(families.slice(0, Math.max(1, Math.round(share * families.length))));
  const rowsOf = ({ items }: SideData, units: ReadonlySet<string>): number[] =>
    items.flatMap(({ unit }, row) => (units.has(unit) ? [row] : []));
  const rows = rowsOf(left, kept);
  // A right answer may be of a family that the left side lacks: a person, where questions are asked.
  const answering = new Set(kept);
  for (const row of rows) {
    for (const column of relevance.columnOf.subarray(relevance.offsets[row]!, relevance.offsets[row + 1]!)) {
      answering.add(right.items[column]!.unit);
    }
  }
  const columns = rowsOf(right, answering);
  return {
    left: takeRows(left, rows),
    right: takeRows(right, columns),
    relevance: restrictRelevance(relevance, rows, columns),
    ...(part.exclude === undefined ? {} : { exclude: restrictRelevance(part.exclude, rows, columns) }),
  };
}
