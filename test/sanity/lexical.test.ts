import { expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import type { SanityWorld } from '../../src/sanity/arm.ts';
import { lexical, lexicalReversed } from '../../src/sanity/lexical.ts';
import type { DatasetPart, Item } from '../../src/types.ts';

const vocabulary = ['editor', 'for', 'small', 'GIF', 'files', 'éditeur', 'c++', 'x11', 'a', 'the'];
const random = createRandom(7);
const sentence = (length: number): string => Array.from({ length }, () => vocabulary[random.below(vocabulary.length)]!).join(' ');
const side = (texts: readonly string[], more: Partial<Item> = {}): DatasetPart['left'] => ({
  name: 'text',
  items: texts.map((text, i) => ({ id: `${i}`, unit: `${i}`, text, ...more })),
  features: { global: { rows: texts.length, columns: 1, data: new Float32Array(texts.length) } },
});
const worldOf = (left: DatasetPart['left'], right: DatasetPart['left']): SanityWorld => {
  const empty = new Uint32Array(0);
  const relevance = {
    rows: left.items.length,
    columns: right.items.length,
    offsets: new Uint32Array(left.items.length + 1),
    columnOf: empty,
    grades: new Uint8Array(0),
  };
  const part = { left, right, relevance };
  return { train: part, test: part, seed: 0 };
};
const queries = Array.from({ length: 12 }, () => sentence(1 + random.below(5)));
const documents = [...Array.from({ length: 20 }, () => sentence(1 + random.below(30))), 'nothing of that', '☃'];

/** The formula, written down once more: slow and plain. */
function reference(asking: readonly string[], asked: readonly string[]): number[][] {
  const split = (text: string): string[] =>
    text
      .toLowerCase()
      .split(/[^a-z0-9é]+/)
      .filter((word) => word !== '');
  const all = asked.map(split);
  const meanLength = all.reduce((sum, { length }) => sum + length, 0) / all.length;
  return asking.map((query) =>
    all.map((document) => {
      let score = 0;
      for (const word of new Set(split(query))) {
        const having = all.filter((other) => other.includes(word)).length;
        const times = document.filter((other) => other === word).length;
        const rarity = Math.log(1 + (all.length - having + 0.5) / (having + 0.5));
        score += (rarity * times * 2.2) / (times + 1.2 * (0.25 + (0.75 * document.length) / meanLength));
      }
      return score;
    }),
  );
}

test('scores are those of the formula of BM25, whichever side asks', () => {
  const world = worldOf(side(queries), side(documents));
  const scores = lexical.scores(world)!;
  expect(scores.data).toBeAllClose(reference(queries, documents).flat(), 1e-5, 1e-6);
  const reversed = lexicalReversed.scores(world)!;
  const turned = reference(documents, queries);
  expect(reversed.data).toBeAllClose(
    queries.flatMap((_, row) => documents.map((_, column) => turned[column]![row]!)),
    1e-5,
    1e-6,
  );
});

test('there are no words to compare where an item has none, or its text stands for a picture', () => {
  const pictures = side(queries, { picture: 'tiles.webp' });
  expect(lexical.scores(worldOf(pictures, side(documents)))).toBeUndefined();
  const silent = { ...side(queries), items: queries.map((_, i) => ({ id: `${i}`, unit: `${i}` })) };
  expect(lexicalReversed.scores(worldOf(silent, side(documents)))).toBeUndefined();
});
