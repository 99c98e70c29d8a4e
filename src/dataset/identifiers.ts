/** Ids stand in whitespace-separated files (TREC): no whitespace, no control characters, no half characters. */
export const idPattern = /^[^\s\p{Cc}\p{Cs}]+$/u;

/** Names of data sets and splits are also names of folders. */
export const namePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Control characters that have no place in a text for people: all but tab and line feed; and halves of surrogate pairs. */
export const unprintable = /[^\P{Cc}\t\n]|\p{Cs}/u;

/** Order by the bytes of UTF-8, which is the order of items and what breaks ties. JavaScript's own `<` differs beyond U+D800. */
export function compareBytewise(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
