import type { Item } from '../types.ts';

/** Items by row: an array of them, or a table that makes each when it is asked. */
export interface ItemRows {
  readonly length: number;
  at(row: number): Item | undefined;
}

export function joinLines(lines: Iterable<string>): string {
  let text = '';
  for (const line of lines) text += `${line}\n`;
  return text;
}
