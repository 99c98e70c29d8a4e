import { namesOfPeople } from './first-names.ts';
import { thingsByKind } from './likeable-things.ts';

/**
 * Our own word lists, for data sets in which people like things. A thing stands once, is written as it is liked in the plural or as a mass noun, and is
 * at most three word pieces long to the text backbone, so that the tokens of a question stay few.
 */
export const likeableThings: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(thingsByKind).map(([kind, words]) => [kind, listed(words)]),
);

/** First names, each one word piece to the text backbone; none is also a thing. */
export const firstNames: readonly string[] = listed(namesOfPeople);

function listed(words: string): string[] {
  return words.split(',').map((word) => word.replace(/\s+/g, ' ').trim());
}
