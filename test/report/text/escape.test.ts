import { expect, test } from 'vitest';
import { escapeMarkdown, plainText } from '../../../src/report/text/escape.ts';

test('ordinary names and sentences with intervals stay readable', () => {
  for (const text of [
    'emoji-variants',
    'faiss-hnsw efSearch=64',
    'ΔMRR −4.7 [−6.2, −3.3] left→right.',
    '20.11.1',
    'AMD EPYC (Zen 4)',
  ]) {
    expect(escapeMarkdown(text)).toBe(text);
  }
});

test('terminal escapes, line breaks and direction marks become spaces', () => {
  expect(plainText('a\u001b[31mb\r\nc\u202ed\u0000')).toBe('a [31mb c d ');
});

test('HTML, code, emphasis, tables and headings are shown and not done', () => {
  expect(escapeMarkdown('<script>alert(1)</script>&amp;')).toBe('&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;');
  expect(escapeMarkdown('`a` *b* _c_ ~d~ | $e$ \\')).toBe('\\`a\\` \\*b\\* \\_c\\_ \\~d\\~ \\| \\$e\\$ \\\\');
  expect(escapeMarkdown('# a')).toBe('\\# a');
});

test('no link, image, definition or footnote can be formed', () => {
  expect(escapeMarkdown('[x](javascript:alert(1))')).toBe('\\[x\\](javascript:alert(1))');
  expect(escapeMarkdown('a ![x][y]')).toBe('a \\![x\\][y\\]');
  expect(escapeMarkdown('[x]: y')).toBe('\\[x\\]: y');
});

test('addresses and names are neither linked nor notified', () => {
  expect(escapeMarkdown('see https://a.example and www.b.example')).toBe('see https&#58;//a.example and www&#8203;.b.example');
  expect(escapeMarkdown('@someone a@b.example')).toBe('&#64;someone a&#64;b.example');
});

test('a sentence cannot start a list, a rule or a heading', () => {
  expect(['- a', '+ a', '1. a', '---', '===', '12) a', '* a'].map(escapeMarkdown)).toEqual([
    '\\- a',
    '\\+ a',
    '1\\. a',
    '\\---',
    '\\===',
    '12\\) a',
    '\\* a',
  ]);
});
