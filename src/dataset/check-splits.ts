import type { Relevance, Split } from '../types.ts';
import { partCodes } from './part-codes.ts';
import { refusal } from './refusal.ts';

/** Refuses a split whose test part is empty on a side, or has no right answer within it: nothing could be measured on it. */
export function checkSplits(splits: readonly Split[], relevance: Relevance, place: string): void {
  for (const { name, left, right } of splits) {
    if (!left.includes(partCodes.test) || !right.includes(partCodes.test))
      throw refusal(place, `The test part of split ${name} has no items on one side.`);
    if (!hasAnswer(relevance, left, right)) throw refusal(place, `The test part of split ${name} has no right answer.`);
  }
}

function hasAnswer({ rows, offsets, columnOf }: Relevance, left: Uint8Array, right: Uint8Array): boolean {
  for (let row = 0; row < rows; row++) {
    if (left[row] !== partCodes.test) continue;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) if (right[columnOf[i]!] === partCodes.test) return true;
  }
  return false;
}
