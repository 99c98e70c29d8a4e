import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../counted.ts';
import { storageError } from '../files/storage-error.ts';
import { openTable } from './open-table.ts';
import type { PairColumns } from './pair-columns.ts';
import type { SideToImport } from './read-side-items.ts';
import { refuse } from './refuse.ts';

/** A folder in RecBole's layout, as what `importDataset` takes. */
export interface RecBoleFolder {
  readonly left: SideToImport;
  readonly right: SideToImport;
  readonly pairs: string;
  readonly columns: PairColumns;
}

/**
 * Finds the atomic files of a data set: `x.inter`, and `x.user`, `x.item` where there are; a side without a file of its own is known by its ids alone. RecBole names the
 * ids `user_id` and `item_id`. Throws a `UserError`.
 */
export async function openRecBole(dir: string, given: PairColumns = {}): Promise<RecBoleFolder> {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch (cause) {
    throw storageError(cause, dir, 'read');
  }
  const interactions = names.filter((name) => name.endsWith('.inter'));
  if (interactions.length !== 1)
    throw refuse(
      dir,
      `The folder has ${counted(interactions.length, 'file')} of interactions (.inter), and one is expected.`,
      'Name a folder of one data set; join the files of one that is split, and divide it with --split.',
    );
  const pairs = join(dir, interactions[0]!);
  const columns = { ...given, left: given.left ?? 'user_id', right: given.right ?? 'item_id' };
  const { columns: present } = await openTable(pairs);
  const missing = [columns.left, columns.right].find((name) => !present.includes(name));
  if (missing !== undefined)
    throw refuse(
      pairs,
      `There is no column ${missing}; the file has ${present.join(', ')}.`,
      'Name the columns of ids, with --pairs-left and --pairs-right.',
    );
  const side = (ending: string, ids: string, name: string): SideToImport => {
    const file = interactions[0]!.replace(/\.inter$/, ending);
    return names.includes(file) ? { features: join(dir, file), name } : { features: pairs, array: ids, name };
  };
  return { left: side('.user', columns.left, 'user'), right: side('.item', columns.right, 'item'), pairs, columns };
}
