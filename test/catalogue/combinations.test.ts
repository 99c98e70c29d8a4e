import { readdir, stat } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { assembleCombinations, type CombinationSet } from '../../src/catalogue/combinations.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import { partCodes } from '../../src/dataset/part-codes.ts';
import type { Dataset, Item, Part } from '../../src/types.ts';

let assembled: CombinationSet;
let committed: Dataset;
beforeAll(async () => {
  assembled = assembleCombinations();
  committed = await loadDataset('data/combinations');
});

/** What a text says somebody likes, read from the text alone. */
const toldIn = (text: string): string[] => /^\w+ likes (.*)\.$/.exec(text)![1]!.split(', ');
const askedIn = (text: string): string => /^Who likes (.*)\?$/.exec(text)![1]!;
const textsOf = (items: readonly Item[]): string[] => items.map(({ text }) => text!);
const parts: readonly Part[] = ['train', 'validation', 'test'];

test('the committed data set is what the word lists give: items, right answers and splits', () => {
  expect(committed.left.items).toEqual(assembled.questions);
  expect(committed.right.items).toEqual(assembled.people);
  expect(committed.relevance).toEqual(assembled.relevance);
  expect(committed.splits).toEqual(assembled.splits.map(({ name, left, right }) => ({ name, left, right })));
});

test('a person is right for a question exactly when their text lists what is asked for', () => {
  const { offsets, columnOf } = committed.relevance;
  const told = textsOf(committed.right.items).map((text) => new Set(toldIn(text)));
  for (const [row, text] of textsOf(committed.left.items).entries()) {
    const expected = told.flatMap((likes, column) => (likes.has(askedIn(text)) ? [column] : []));
    expect([...columnOf.subarray(offsets[row]!, offsets[row + 1]!)]).toEqual(expected);
  }
});

test('every two of the people tested are the right answer of one question', () => {
  for (const { name } of committed.splits) {
    const { left, right, relevance } = takePart(committed, name, 'test');
    expect([left.items.length, right.items.length]).toEqual([496, 32]);
    const answers = left.items.map((_, row) =>
      relevance.columnOf.subarray(relevance.offsets[row]!, relevance.offsets[row + 1]!).join(),
    );
    const pairs = right.items.flatMap((_, first) => right.items.slice(first + 1).map((_other, i) => `${first},${first + 1 + i}`));
    expect(answers.sort()).toEqual(pairs.sort());
  }
});

test('parts of a split share no person, no question, and no thing that anybody is told to like', () => {
  for (const { name } of committed.splits) {
    const seen = parts.map((part) => {
      const { left, right } = takePart(committed, name, part);
      const likes = textsOf(right.items).flatMap(toldIn);
      const asked = textsOf(left.items).map(askedIn);
      expect(new Set(likes)).toEqual(new Set(asked));
      return [
        ...new Set([...likes, ...right.items.map(({ id }) => id), ...[...left.items, ...right.items].map(({ unit }) => unit)]),
      ];
    });
    expect(new Set(seen.flat()).size).toBe(seen.flat().length);
  }
});

test('every world is tested once, and the crowd always trains', () => {
  for (const side of ['left', 'right'] as const) {
    for (const [row, { groups }] of committed[side].items.entries()) {
      const tested = committed.splits.filter((split) => split[side][row] === partCodes.test).map(({ name }) => name);
      expect(tested).toEqual(groups![0] === 'crowd' ? [] : [groups![0]]);
      if (groups![0] === 'crowd') expect(committed.splits.every((split) => split[side][row] === partCodes.train)).toBe(true);
    }
  }
});

test('tokens come first, padding is zero, and there are as many as a text of so many words can have', () => {
  for (const { items, features } of [committed.left, committed.right]) {
    const { tokens, width, data, mask } = features.tokens!;
    let most = 0;
    for (const [row, { text }] of items.entries()) {
      const own = mask.subarray(row * tokens, (row + 1) * tokens);
      const count = own.reduce((sum, value) => sum + value, 0);
      most = Math.max(most, count);
      expect(own.subarray(0, count).every((value) => value === 1)).toBe(true);
      const wordsAndMarks = text!.match(/\w+|[^\w\s]/g)!.length;
      expect(count).toBeGreaterThanOrEqual(wordsAndMarks);
      expect(count).toBeLessThan(2 * wordsAndMarks);
      const values = data.subarray(row * tokens * width, (row + 1) * tokens * width);
      for (let token = 0; token < tokens; token++)
        expect(values.subarray(token * width, (token + 1) * width).some((value) => value !== 0)).toBe(token < count);
    }
    expect(most).toBe(tokens);
  }
});

test('it takes at most 5 MB', async () => {
  const sizes = await Promise.all(
    (await readdir('data/combinations')).map(async (file) => (await stat(`data/combinations/${file}`)).size),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(5e6);
});
