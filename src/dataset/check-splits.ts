import type { Relevance, Split } from '../types.ts';
import { everyPart, isIn, partCodes } from './part-codes.ts';
import { refusal } from './refusal.ts';

/** Refuses a split whose test part is empty on a side, or has no right answer within it: nothing could be measured on it. */
export function checkSplits(splits: readonly Split[], relevance: Relevance, place: string): void {
  const tested = (codes: Uint8Array): boolean => codes.includes(partCodes.test) || codes.includes(everyPart);
  for (const split of splits) {
    const { name, left, right } = split;
    if (!tested(left) || !tested(right)) throw refusal(place, `The test part of split ${name} has no items on one side.`);
    if (!hasAnswer(relevance, split)) throw refusal(place, `The test part of split ${name} has no right answer.`);
  }
}

function hasAnswer({ rows, offsets, columnOf }: Relevance, { left, right, pairs }: Split): boolean {
  for (let row = 0; row < rows; row++) {
    if (!isIn(left[row], 'test')) continue;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      if (isIn(right[columnOf[i]!], 'test') && (pairs === undefined || pairs[i] === partCodes.test)) return true;
    }
  }
  return false;
}
