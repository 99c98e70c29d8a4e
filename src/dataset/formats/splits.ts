import { counted } from '../../counted.ts';
import { shown } from '../../errors.ts';
import type { Side, Split } from '../../types.ts';
import type { Ids } from '../ids.ts';
import { type ItemRows, joinLines } from '../item-rows.ts';
import { forEachLine } from '../lines.ts';
import { partCodes } from '../part-codes.ts';
import { refusal } from '../refusal.ts';

/** Names of the codes 0 to 4, as they stand in files. */
export const cells: readonly string[] = ['-', ...Object.keys(partCodes), 'all'];

/**
 * Reads `side <tab> id <tab> one cell a split`, each cell `train`, `validation`, `test`, `all` (in every part) or `-`, below a header that names the splits in the given
 * order. Every item of both sides stands there once, in any order. Throws a `UserError` that names the line.
 */
export async function readSplits(path: string, names: readonly string[], left: Ids, right: Ids): Promise<Split[]> {
  const header = ['side', 'id', ...names].join('\t');
  const splits = names.map((name) => ({ name, left: new Uint8Array(left.length), right: new Uint8Array(right.length) }));
  const sides = {
    left: { ids: left, seen: new Uint8Array(left.length) },
    right: { ids: right, seen: new Uint8Array(right.length) },
  };
  let headerSeen = false;
  await forEachLine(path, (line, place) => {
    if (!headerSeen) {
      if (line !== header) throw refusal(place, `The header is ${shown(line)} where ${shown(header)} was expected.`);
      headerSeen = true;
      return;
    }
    const [side, id, ...parts] = line.split('\t');
    if (side !== 'left' && side !== 'right') throw refusal(place, `The side ${shown(side!)} is neither left nor right.`);
    const { ids, seen } = sides[side];
    const row = id === undefined ? undefined : ids.rowOf(id);
    if (row === undefined) throw refusal(place, `There is no ${side} item ${shown(id ?? '')}.`);
    if (seen[row] === 1) throw refusal(place, `The ${side} item ${shown(id!)} is there twice.`);
    if (parts.length !== splits.length)
      throw refusal(place, `The line has ${counted(parts.length, 'cell')} for ${counted(splits.length, 'split')}.`);
    seen[row] = 1;
    for (const [s, part] of parts.entries()) {
      const code = cells.indexOf(part);
      if (code < 0) throw refusal(place, `The cell ${shown(part)} is none of ${cells.join(', ')}.`);
      splits[s]![side][row] = code;
    }
  });
  for (const side of ['left', 'right'] as const) {
    const { ids, seen } = sides[side];
    const row = seen.indexOf(0);
    if (row >= 0) throw refusal(path, `The ${side} item ${shown(ids.at(row))} is missing.`);
  }
  return splits;
}

/** The lines that `readSplits` reads: left items, then right items, in their order. */
export function* splitLines(splits: readonly Split[], left: ItemRows, right: ItemRows): Generator<string> {
  yield ['side', 'id', ...splits.map(({ name }) => name)].join('\t');
  for (const [side, items] of [
    ['left', left],
    ['right', right],
  ] as const satisfies readonly (readonly [Side, ItemRows])[]) {
    for (let row = 0; row < items.length; row++)
      yield [side, items.at(row)!.id, ...splits.map((split) => cells[split[side][row]!])].join('\t');
  }
}

/** The text that `readSplits` reads. */
export const formatSplits = (splits: readonly Split[], left: ItemRows, right: ItemRows): string =>
  joinLines(splitLines(splits, left, right));
