import type { Dataset, DatasetPart, Item } from '../types.ts';
import { compareBytewise } from './identifiers.ts';

/** The place of every item's family among all of the data set's, in bytewise order: the same number in every split. */
export function unitIndices(
  { left, right }: Dataset,
  part: DatasetPart,
): { readonly left: Int32Array; readonly right: Int32Array } {
  const names = [...new Set([...left.items, ...right.items].map(({ unit }) => unit))].sort(compareBytewise);
  const indexOf = new Map(names.map((unit, i) => [unit, i]));
  const indices = (items: readonly Item[]): Int32Array => Int32Array.from(items, ({ unit }) => indexOf.get(unit)!);
  return { left: indices(part.left.items), right: indices(part.right.items) };
}
