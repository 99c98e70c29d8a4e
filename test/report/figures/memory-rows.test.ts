import { expect, test } from 'vitest';
import type { Figure, RunRecord } from '../../../src/record.ts';
import { memorySection } from '../../../src/report/sections/memory-section.ts';

const side = (shape: readonly number[]) => ({ inputs: [], cached: [{ name: 'c', shape }] });
const models = [
  { name: 'tower', left: side([8]), right: side([8]) },
  { name: 'late', left: side([8]), right: side([20, 8]) },
];
const figure = (model: string, metric: string, value: number): Figure => ({
  ...{ model, scorer: 'exact', dataset: 'toys', direction: 'left-right', leftCount: 5, rightCount: 100 },
  metric,
  unit: 'bytes',
  value: value * 2 ** 20,
});

test('memory stands by phases beside what is kept: vectors, tokens and an index each by itself', () => {
  const figures = [
    figure('tower', 'program memory', 60),
    figure('tower', 'peak memory of opening', 70),
    figure('tower', 'peak memory', 80),
    figure('tower', 'cache bytes', 1),
    figure('tower', 'index bytes', 2),
    figure('late', 'peak memory', 90),
    // 20 MiB of tokens, and what the first stage retrieves by.
    figure('late', 'cache bytes', 21),
    figure('late', 'first stage cache bytes', 1),
  ];
  const lines = memorySection({ models } as unknown as RunRecord, figures);
  expect(lines.slice(-3, -1)).toEqual([
    '| toys | tower | exact | 60 MiB | 70 MiB | 80 MiB | 1 MiB |  | 2 MiB |',
    '| toys | late | exact |  |  | 90 MiB | 1 MiB | 20 MiB |  |',
  ]);
});

test('there is no section where no memory was taken', () => {
  expect(memorySection({ models } as unknown as RunRecord, [figure('tower', 'cache bytes', 1)])).toEqual([]);
});
