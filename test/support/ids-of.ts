import { IdTable } from '../../src/dataset/ids.ts';

/** The ids of items that are in memory, in bytewise order. */
export function idsOf(items: Iterable<{ readonly id: string }>): IdTable {
  const ids = new IdTable();
  for (const { id } of items) ids.add(id);
  return ids;
}
