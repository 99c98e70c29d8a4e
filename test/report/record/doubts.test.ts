import { expect, test } from 'vitest';
import { doubtLines } from '../../../src/report/record/doubts.ts';

const warning = (code: string, message: string) => ({ code, message, remedy: 'Do it again.' });
const cell = (id: string, ...warnings: ReturnType<typeof warning>[]) => ({ id, warnings });

test('a doubt names the cells that it is of, once each, and counts those beyond two', () => {
  const late = warning('load', 'Queries were late.');
  const cells = ['a/load', 'b/load', 'c/load', 'd/load'].map((id) => cell(id, late, late));
  expect(doubtLines([warning('seed', 'One seed.')], cells)).toEqual([
    'One seed. Do it again.',
    'Queries were late. Do it again. (a/load, b/load and 2 more)',
  ]);
});

test('messages of a kind stand together, the first three of them, and the others are counted', () => {
  const cells = [1, 2, 3, 4, 5].map((n) => cell(`cell ${n}`, warning('slow', `Slow ${n}.`), warning('last', 'Last.')));
  expect(doubtLines([], cells)).toEqual([
    ...[1, 2, 3].map((n) => `Slow ${n}. Do it again. (cell ${n})`),
    '… and 2 more of this kind.',
    'Last. Do it again. (cell 1, cell 2 and 3 more)',
  ]);
});
