import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brokenLine, displayWidth } from '../../../src/report/text/terminal-lines.ts';
import { numberColumn, tableOf, textColumn } from '../../../src/report/text/terminal-table.ts';

const columns = [textColumn('strategy'), numberColumn('p99'), textColumn('because')];
const rows = [
  ['dual-cosine · faiss-hnsw efSearch=16', '4.53 ms', 'it meets the wish at the least cost'],
  ['mlb-dual · cascade first=exact k=30 weight=chosen', '123.4 ms', 'too slow'],
];
const wordsOf = (lines: readonly string[]): string[] => lines.flatMap((line) => line.split(/\s+/)).filter((word) => word !== '');

test('without a width every row is one line, whatever its length', () => {
  expect(tableOf(columns, rows)).toEqual([
    'strategy                                                p99  because',
    'dual-cosine · faiss-hnsw efSearch=16                4.53 ms  it meets the wish at the least cost',
    'mlb-dual · cascade first=exact k=30 weight=chosen  123.4 ms  too slow',
  ]);
});

test('a narrow terminal breaks texts between words and figures never; a narrower one writes rows below themselves', () => {
  expect(tableOf(columns, rows, 60)).toEqual([
    'strategy                       p99  because',
    'dual-cosine · faiss-hnsw   4.53 ms  it meets the wish at the',
    'efSearch=16                         least cost',
    'mlb-dual · cascade        123.4 ms  too slow',
    'first=exact k=30',
    'weight=chosen',
  ]);
  expect(tableOf(columns, rows, 30)).toEqual([
    'dual-cosine · faiss-hnsw',
    'efSearch=16',
    '  p99      4.53 ms',
    '  because  it meets the wish',
    '           at the least cost',
    'mlb-dual · cascade first=exact',
    'k=30 weight=chosen',
    '  p99      123.4 ms',
    '  because  too slow',
  ]);
});

test('columns that may go are left out in their order before anything is written below itself, and named', () => {
  const many = [textColumn('model'), { ...numberColumn('bytes'), goes: 1 }, { ...numberColumn('operations'), goes: 0 }];
  const one = [['dual-cosine', '1 KiB', '12,345']];
  expect(tableOf(many, one, 22)).toEqual([
    'model        bytes',
    'dual-cosine  1 KiB',
    'Left out, as this',
    'terminal is narrow:',
    'operations; a wider',
    'one and a pipe have',
    'them.',
  ]);
  expect(tableOf(many, one, 11)[1]).toBe('dual-cosine');
});

test('wide characters take two columns', () => {
  expect(tableOf([textColumn('name'), numberColumn('n')], [['日本語', '1']])).toEqual(['name    n', '日本語  1']);
});

test('in any table no line is wider than the terminal but for a word that is, and no word is cut or lost', () => {
  const word = fc.stringMatching(/^[a-z=·%]{1,12}$/);
  const cell = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
  const table = fc.integer({ min: 1, max: 5 }).chain((count) =>
    fc.record({
      heads: fc.array(word, { minLength: count, maxLength: count }),
      texts: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
      rows: fc.array(fc.array(cell, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 5 }),
    }),
  );
  fc.assert(
    fc.property(table, fc.integer({ min: 12, max: 100 }), ({ heads, texts, rows: cells }, width) => {
      const lines = tableOf(
        heads.map((head, i) => (texts[i] ? textColumn(head) : numberColumn(head))),
        cells,
        width,
      );
      const longest = Math.max(...wordsOf([...heads, ...cells.flat()]).map(displayWidth));
      // Written below itself a cell stands behind its head and two gaps.
      const least = 2 + Math.max(...heads.map(displayWidth)) + 2 + longest;
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(width, least));
      for (const given of wordsOf(cells.flat())) expect(wordsOf(lines)).toContain(given);
    }),
    { seed: 7, numRuns: 100 },
  );
});

test('a line is broken between words, and goes on below its text', () => {
  expect(brokenLine('- one two three', 9)).toEqual(['- one two', '  three']);
  expect(brokenLine('as it is')).toEqual(['as it is']);
  expect(brokenLine('  4    a machine lacks it', 18)).toEqual(['  4    a machine', '       lacks it']);
  expect(brokenLine('  $ matchbench run --data data/mine', 12)).toEqual(['  $ matchbench run --data data/mine']);
  expect(brokenLine('a considerably long word', 8)).toEqual(['a', 'considerably', 'long', 'word']);
});
