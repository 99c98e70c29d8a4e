import { createRandom, deriveSeed } from '../random.ts';
import type { DatasetPart, SideData } from '../types.ts';
import { compareBytewise } from './identifiers.ts';
import { takeRows } from './part.ts';
import { restrictRelevance } from './relevance.ts';

/**
 * Some of the families of a part, drawn by the seed, whole, as many as the share of them says and at least one. A smaller share lies within a larger one of
 * the same seed. Of the families that have a right pair alone, so that the smallest share has something to learn from.
 */
export function takeShare(part: DatasetPart, share: number, seed: number): DatasetPart {
  if (share >= 1) return part;
  const { left, right, relevance } = part;
  const paired = left.items.flatMap(({ unit }, row) => (relevance.offsets[row + 1]! > relevance.offsets[row]! ? [unit] : []));
  const units = createRandom(deriveSeed(seed, 'training share')).shuffle([...new Set(paired)].sort(compareBytewise));
  const kept = new Set(units.slice(0, Math.max(1, Math.round(share * units.length))));
  const rowsOf = ({ items }: SideData): number[] => items.flatMap(({ unit }, row) => (kept.has(unit) ? [row] : []));
  const [rows, columns] = [rowsOf(left), rowsOf(right)];
  return { left: takeRows(left, rows), right: takeRows(right, columns), relevance: restrictRelevance(relevance, rows, columns) };
}
