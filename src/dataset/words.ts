import type { Item, WordFeatures } from '../types.ts';
import { wordsIn } from '../words.ts';

/** More words than this make layers over them too wide for a training step beside the others. */
export const largestVocabulary = 8192;

/**
 * Which words each item's text has. Columns are the words of all texts, ascending by code units; undefined where an item has no text, there are no words, or
 * more than `largestVocabulary`. No answer and no split is looked at; a model drops the words that its training items lack.
 */
export function wordFeatures(items: readonly Item[]): WordFeatures | undefined {
  const vocabulary = new Set<string>();
  const wordsByItem: ReadonlySet<string>[] = [];
  for (const { text } of items) {
    if (text === undefined) return undefined;
    const words = new Set(wordsIn(text));
    for (const word of words) vocabulary.add(word);
    if (vocabulary.size > largestVocabulary) return undefined;
    wordsByItem.push(words);
  }
  if (vocabulary.size === 0) return undefined;
  const columnOf = new Map([...vocabulary].sort().map((word, column) => [word, column]));
  const bytes = Math.ceil(vocabulary.size / 8);
  const data = new Uint8Array(items.length * bytes);
  for (const [row, words] of wordsByItem.entries()) {
    for (const word of words) {
      const column = columnOf.get(word)!;
      data[row * bytes + (column >> 3)]! |= 1 << (column & 7);
    }
  }
  return { items: items.length, bytes, data };
}
