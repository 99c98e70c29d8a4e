/** What words are made of: letters, marks and digits of any script. */
const run = /[\p{L}\p{M}\p{N}]+/gu;

/** The words of a text in their order: runs of letters, marks and digits (Unicode), composed (NFKC) and in lower case. What counts or compares words cuts them here. */
export const wordsIn = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(run) ?? [];

/** The text behind its first words and what parts them from the next, where it begins with those of `start`; the text itself where it does not. */
export function withoutStart(text: string, start: string): string {
  const given = wordsIn(start);
  if (given.length === 0) return text;
  const runs = [...text.matchAll(run)];
  // Composing may cut a run in two, so words are counted and not runs.
  const last = runs.findIndex(({ 0: word, index }) => wordsIn(text.slice(0, index + word.length)).length >= given.length);
  const end = last < 0 ? text.length : runs[last]!.index + runs[last]![0].length;
  if (wordsIn(text.slice(0, end)).join(' ') !== given.join(' ')) return text;
  return text.slice(runs[last + 1]?.index ?? text.length);
}
