import { z } from 'zod';
import { counted } from '../../counted.ts';
import { shown } from '../../errors.ts';
import { checkAgainst, type JsonSource, parseJson } from '../../files/json.ts';
import type { Item } from '../../types.ts';
import { compareBytewise, idPattern, unprintable } from '../identifiers.ts';
import { type ItemRows, joinLines } from '../item-rows.ts';
import { forEachLine } from '../lines.ts';
import { refusal, standardRemedy } from '../refusal.ts';
import { picturePattern } from '../safe-path.ts';

const printable = z
  .string()
  .min(1)
  .refine((text) => !unprintable.test(text), 'has control characters');

const itemSchema = z.strictObject({
  id: z.string().regex(idPattern, 'must be without spaces and control characters'),
  unit: printable,
  text: printable.optional(),
  picture: z.string().regex(picturePattern, 'must be a path inside the data set, with or without #xywh=x,y,w,h').optional(),
  groups: z.array(printable).optional(),
});

const itemAt = (place: string): JsonSource => ({ what: 'The item', place, remedy: standardRemedy });

/** Checks one item and that it follows `previous` in bytewise order of ids. Throws a `UserError` of kind `input`. */
function checkItem(value: unknown, previous: Item | undefined, place: string): Item {
  const item = checkAgainst(itemSchema, value, itemAt(place));
  const order = previous === undefined ? 1 : compareBytewise(item.id, previous.id);
  if (order === 0) throw refusal(place, `The id ${shown(item.id)} is there twice.`);
  if (order < 0)
    throw refusal(
      place,
      `The id ${shown(item.id)} stands after ${shown(previous!.id)}.`,
      'Sort the items by the bytes of their ids.',
    );
  return item;
}

/** Calls `visit` with each item: `{"id", "unit", "text"?, "picture"?, "groups"?}`, one item a line, in bytewise order of ids, `count` of them. Throws a `UserError`. */
export async function forEachItem(path: string, count: number, visit: (item: Item, place: string) => void): Promise<void> {
  let previous: Item | undefined;
  let read = 0;
  await forEachLine(path, (line, place) => {
    if (read === count) throw refusal(place, `The file has more items than the ${count} of the manifest.`);
    previous = checkItem(parseJson(line, itemAt(place)), previous, place);
    read++;
    visit(previous, place);
  });
  if (read !== count) throw refusal(path, `The file has ${counted(read, 'item')} where the manifest says ${count}.`);
}

/** The items that `forEachItem` visits. */
export async function readItems(path: string, count: number): Promise<Item[]> {
  const items: Item[] = [];
  await forEachItem(path, count, (item) => void items.push(item));
  return items;
}

/** The lines that `readItems` reads; keys in a fixed order. Refuses what `readItems` would refuse. */
export function* itemLines(items: ItemRows, place: string): Generator<string> {
  let previous: Item | undefined;
  for (let row = 0; row < items.length; row++) {
    const item = checkItem(items.at(row), previous, `${place}:${row + 1}`);
    const { id, unit, text, picture, groups } = item;
    yield JSON.stringify({ id, unit, text, picture, groups });
    previous = item;
  }
}

/** The text that `readItems` reads. */
export const formatItems = (items: ItemRows, place: string): string => joinLines(itemLines(items, place));
