import { cells } from '../dataset/formats/splits.ts';
import { namePattern } from '../dataset/identifiers.ts';
import { shown } from '../errors.ts';
import type { Split } from '../types.ts';
import { openTable } from './open-table.ts';
import { refuse } from './refuse.ts';
import type { SideItems } from './side-items.ts';
import { requireColumn } from './table.ts';

/**
 * Splits from a table with the columns `side`, `id` and one a split, whose cells are `train`, `validation`, `test`, `all` (in every part) or `-`. Items that are not
 * named are in no part. Throws a `UserError` that names the line.
 */
export async function givenSplits(
  path: string,
  left: SideItems,
  right: SideItems,
): Promise<(Split & { readonly description: string })[]> {
  const table = await openTable(path);
  const names = table.columns.filter((name) => name !== 'side' && name !== 'id');
  if (names.length === 0) throw refuse(path, 'There is no column beside side and id.', 'Add one column a split.');
  const bad = names.find((name) => !namePattern.test(name));
  if (bad !== undefined)
    throw refuse(
      path,
      `The split ${shown(bad)} has no name that a folder could have.`,
      'Use lower-case letters, digits, dots, dashes and underscores.',
    );
  const splits = names.map((name) => ({
    name,
    description: 'as given',
    left: new Uint8Array(left.count),
    right: new Uint8Array(right.count),
  }));
  const seen = { left: new Uint8Array(left.count), right: new Uint8Array(right.count) };
  await table.forEachRow([requireColumn(table, 'side'), requireColumn(table, 'id'), ...names], ([side, id, ...parts], place) => {
    if (side !== 'left' && side !== 'right')
      throw refuse(place, `The side ${shown(side)} is neither left nor right.`, 'Correct the line.');
    const row = (side === 'left' ? left : right).rowOf(id!);
    if (row === undefined) throw refuse(place, `There is no ${side} item ${shown(id)}.`, 'Correct the line, or leave it out.');
    if (seen[side][row] === 1)
      throw refuse(place, `The ${side} item ${shown(id)} is there twice.`, 'Leave one of the lines out.');
    seen[side][row] = 1;
    for (const [s, part] of parts.entries()) {
      const code = cells.indexOf(part);
      if (code < 0) throw refuse(place, `The cell ${shown(part)} is none of ${cells.join(', ')}.`, 'Correct the line.');
      splits[s]![side][row] = code;
    }
  });
  return splits;
}
