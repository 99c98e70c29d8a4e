/** Something that is right for a concept; equal contents are one item. */
export interface Candidate<Value> {
  readonly id: string;
  readonly concept: string;
  /** Equal for equal contents only. */
  readonly content: string;
  readonly value: Value;
}

/** One item with every concept it is right for, ascending. */
export interface DistinctItem<Value> {
  readonly id: string;
  readonly concepts: readonly string[];
  readonly value: Value;
}

/** Merges candidates of equal content into one item named after the first of them; items ascend by id, which is ASCII, so also bytewise. */
export function distinctItems<Value>(candidates: readonly Candidate<Value>[]): DistinctItem<Value>[] {
  const items = new Map<string, { id: string; concepts: Set<string>; value: Value }>();
  for (const { id, concept, content, value } of candidates) {
    const known = items.get(content);
    if (known === undefined) items.set(content, { id, concepts: new Set([concept]), value });
    else known.concepts.add(concept);
  }
  return [...items.values()]
    .map(({ id, concepts, value }) => ({ id, concepts: [...concepts].sort(), value }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * What an uncased text backbone can tell apart at most: letters without case and accents, words without the width of the space between them.
 */
export function textContent(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}
