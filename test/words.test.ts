import { expect, test } from 'vitest';
import { withoutStart, wordsIn } from '../src/words.ts';

test('words are runs of letters, marks and digits in lower case, whatever script and form, in their order', () => {
  expect(wordsIn('Red-heart, the RED heart! x2')).toEqual(['red', 'heart', 'the', 'red', 'heart', 'x2']);
  expect(wordsIn('Cafe\u0301 हिन्दी １２')).toEqual(['café', 'हिन्दी', '12']);
  expect(wordsIn('½ ㎏')).toEqual(['1', '2', 'kg']);
  expect(wordsIn('… ♥')).toEqual([]);
});

test('what begins with the words of another text loses them and what parts them from the rest, and nothing else does', () => {
  expect(withoutStart('Fast gif viewer - shows GIFs.', 'fast GIF viewer')).toBe('shows GIFs.');
  expect(withoutStart('Cafe\u0301: a reader', 'café')).toBe('a reader');
  expect(withoutStart('½ size of all', '1 2 size')).toBe('of all');
  expect(withoutStart('one ½ size', 'one 1 size')).toBe('one ½ size');
  expect(withoutStart('GIF!', 'gif')).toBe('');
  for (const [text, start] of [
    ['GIFs are shown.', 'GIF'],
    ['It shows GIFs.', 'shows GIFs'],
    ['short', 'short and long'],
    ['any', '…'],
    ['', 'any'],
  ] as const)
    expect(withoutStart(text, start)).toBe(text);
});
