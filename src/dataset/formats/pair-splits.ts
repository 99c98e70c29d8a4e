import { counted } from '../../counted.ts';
import { shown } from '../../errors.ts';
import type { Relevance, Split } from '../../types.ts';
import type { Ids } from '../ids.ts';
import { type ItemRows, joinLines } from '../item-rows.ts';
import { forEachLine } from '../lines.ts';
import { everyPart } from '../part-codes.ts';
import { refusal } from '../refusal.ts';
import { cells } from './splits.ts';

/** The file of a data set that has it: which part each right pair is in, for the splits that divide pairs. */
export const pairSplitsFile = 'pair-splits.tsv';

const headerOf = (names: readonly string[]): string => ['left', 'right', ...names].join('\t');

/**
 * Reads `left id <tab> right id <tab> one cell a split` below a header that names the splits in the given order; every right pair stands there once, in any order.
 * A split whose cells are all `all` divides no pairs: it has `undefined` here. Throws a `UserError` that names the line.
 */
export async function readPairSplits(
  path: string,
  names: readonly string[],
  left: Ids,
  right: Ids,
  { offsets, columnOf }: Relevance,
): Promise<(Uint8Array | undefined)[]> {
  const codes = names.map(() => new Uint8Array(columnOf.length));
  const seen = new Uint8Array(columnOf.length);
  let headerSeen = false;
  await forEachLine(path, (line, place) => {
    if (!headerSeen) {
      if (line !== headerOf(names))
        throw refusal(place, `The header is ${shown(line)} where ${shown(headerOf(names))} was expected.`);
      headerSeen = true;
      return;
    }
    const [leftId, rightId, ...parts] = line.split('\t');
    const [row, column] = [left.rowOf(leftId!), right.rowOf(rightId ?? '')];
    const found = row === undefined ? -1 : columnOf.subarray(offsets[row]!, offsets[row + 1]!).indexOf(column ?? -1);
    const named = `${shown(leftId!)}, ${shown(rightId ?? '')}`;
    if (found < 0) throw refusal(place, `There is no right pair ${named}.`);
    const pair = offsets[row!]! + found;
    if (seen[pair] === 1) throw refusal(place, `The pair ${named} is there twice.`);
    if (parts.length !== names.length)
      throw refusal(place, `The line has ${counted(parts.length, 'cell')} for ${counted(names.length, 'split')}.`);
    seen[pair] = 1;
    for (const [s, part] of parts.entries()) {
      const code = cells.indexOf(part);
      if (code < 0) throw refusal(place, `The cell ${shown(part)} is none of ${cells.join(', ')}.`);
      codes[s]![pair] = code;
    }
  });
  const missing = seen.indexOf(0);
  if (missing >= 0) throw refusal(path, `Of ${counted(seen.length, 'right pair')} one is missing: number ${missing}.`);
  return codes.map((of, s) => dividedPairs(of, `${path}, split ${names[s]}`));
}

function dividedPairs(codes: Uint8Array, place: string): Uint8Array | undefined {
  const whole = codes.reduce((count, code) => count + (code === everyPart ? 1 : 0), 0);
  if (whole === codes.length) return undefined;
  if (whole > 0)
    throw refusal(place, 'Some pairs are in every part, and others are divided.', 'Give each pair one part, or none.');
  return codes;
}

/** The lines that `readPairSplits` reads, pairs in the order of `relevance`. */
export function* pairSplitLines(
  splits: readonly Split[],
  left: ItemRows,
  right: ItemRows,
  { rows, offsets, columnOf }: Relevance,
): Generator<string> {
  yield headerOf(splits.map(({ name }) => name));
  for (let row = 0; row < rows; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const parts = splits.map(({ pairs }) => cells[pairs === undefined ? everyPart : pairs[i]!]!);
      yield [left.at(row)!.id, right.at(columnOf[i]!)!.id, ...parts].join('\t');
    }
  }
}

/** The text that `readPairSplits` reads. */
export const formatPairSplits = (...given: Parameters<typeof pairSplitLines>): string => joinLines(pairSplitLines(...given));
