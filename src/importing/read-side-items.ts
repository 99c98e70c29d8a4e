import { counted } from '../counted.ts';
import type { FeatureSource } from './feature-source.ts';
import { openTable } from './open-table.ts';
import type { TokenArrays } from './open-tokens.ts';
import { refuse } from './refuse.ts';
import { checkTexts, type ItemFacts, listedItems, numberedItems, type SideItems } from './side-items.ts';
import { requireColumn } from './table.ts';

/** Where one side comes from. */
export interface SideToImport {
  /** Features: .npy, .npz, .safetensors, .parquet or .jsonl. */
  readonly features: string;
  /** The array or the column of the file that holds them, where there are several. */
  readonly array?: string;
  /** Arrays of the same file that hold features of tokens and their mask. */
  readonly tokens?: TokenArrays;
  /** A table with one row a feature row, in the same order: ids, texts. */
  readonly items?: string;
  /** Columns of ids and of texts: of `items`, or of the features' own file. Without ids the row number is the id. */
  readonly ids?: string;
  readonly texts?: string;
  /** What the data set calls the side. Default: the name of the file. */
  readonly name?: string;
}

/** The ids and texts of a side: from the table beside its features, from their own file, or row numbers. Throws a `UserError`. */
export async function readSideItems(source: FeatureSource, { features, items, ids, texts }: SideToImport): Promise<SideItems> {
  const place = items ?? features;
  const column = items === undefined ? ofFeatures(source) : await ofTable(items, source);
  // A table beside the features is there for its ids; in a file of features a column of that name is taken too.
  const idOf = await column(ids ?? 'id', ids !== undefined || items !== undefined);
  const text = await column(texts ?? 'text', texts !== undefined);
  if (text !== undefined) checkTexts(text, place);
  const facts: ItemFacts = text === undefined ? {} : { text };
  return idOf === undefined ? numberedItems(source.rows, facts) : listedItems(idOf, place, facts);
}

/** Items that a file lists in the order of the features. Throws a `UserError` where their numbers differ. */
export function knownItems(source: FeatureSource, place: string, ids: readonly string[], text: readonly string[]): SideItems {
  if (ids.length !== source.rows)
    throw refuse(
      place,
      `The file lists ${counted(ids.length, 'item')}, and the features in ${source.path} have ${counted(source.rows, 'row')}.`,
      'Give one row an item, in the order of the file.',
    );
  checkTexts(text, place);
  return listedItems(ids, place, { text });
}

type ReadColumn = (name: string, isNeeded: boolean) => Promise<readonly string[] | undefined>;

const ofFeatures =
  ({ column, path }: FeatureSource): ReadColumn =>
  async (name, isNeeded) => {
    const found = await column?.(name);
    if (found !== undefined || !isNeeded) return found;
    throw refuse(
      path,
      column === undefined
        ? 'This format of features has no columns of ids or texts.'
        : `There is no column "${name}" beside the features.`,
      'Give a table with one row an item, in the order of the features, with --left-items or --right-items.',
    );
  };

async function ofTable(path: string, source: FeatureSource): Promise<ReadColumn> {
  const table = await openTable(path);
  return async (name, isNeeded) => {
    if (!isNeeded && !table.columns.includes(name)) return undefined;
    const cells: string[] = [];
    await table.forEachRow([requireColumn(table, name)], ([cell]) => void cells.push(cell!));
    if (cells.length === source.rows) return cells;
    throw refuse(
      path,
      `The table has ${counted(cells.length, 'row')}, and the features in ${source.path} have ${source.rows}.`,
      'Give one row an item, in the order of the features.',
    );
  };
}
