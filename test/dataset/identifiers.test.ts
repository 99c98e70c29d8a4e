import { expect, test } from 'vitest';
import { compareBytewise, idPattern, unprintable } from '../../src/dataset/identifiers.ts';

test('the order is that of UTF-8 bytes, not of UTF-16 units', () => {
  expect(['😀', 'b', '\uffee', 'é', 'B', 'ab', 'a'].sort(compareBytewise)).toEqual(['B', 'a', 'ab', 'b', 'é', '\uffee', '😀']);
});

test('an id has no whitespace, no control characters and no half characters', () => {
  for (const id of ['a', 'é', '😀', '1f600:twemoji', '-']) expect(idPattern.test(id)).toBe(true);
  for (const id of ['', 'a b', 'a\tb', 'a\n', '\u00a0', '\u3000', 'a\u0000', 'a\u0085', '\u001c', '\ud83d'])
    expect(idPattern.test(id)).toBe(false);
});

test('a text may have tabs and line feeds and no other control characters', () => {
  for (const text of ['a\tb\nc', '😀']) expect(unprintable.test(text)).toBe(false);
  for (const text of ['\u001b[2J', '\r', '\u0000', '\u009b', 'x\udc00']) expect(unprintable.test(text)).toBe(true);
});
