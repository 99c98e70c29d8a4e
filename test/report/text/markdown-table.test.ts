import { expect, test } from 'vitest';
import { markdownTable } from '../../../src/report/text/markdown-table.ts';

test('columns are aligned, missing cells empty, and columns without any cell left out', () => {
  const table = markdownTable<readonly [string, number | undefined]>(
    [
      ['a', 1],
      ['b', undefined],
    ],
    [
      { head: 'name', cell: ([name]) => name },
      { head: 'value', right: true, cell: ([, value]) => value?.toString() },
      { head: 'nothing', cell: () => undefined },
    ],
  );
  expect(table).toEqual(['| name | value |', '| --- | --: |', '| a | 1 |', '| b |  |', '']);
});

test('without rows there is no table', () => {
  expect(markdownTable([], [{ head: 'a', cell: () => 'x' }])).toEqual([]);
});
