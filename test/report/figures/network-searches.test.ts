import { expect, test } from 'vitest';
import type { Figure, RunRecord } from '../../../src/record.ts';
import { callBudgets } from '../../../src/report/figures/call-budgets.ts';
import { cascadeCurves } from '../../../src/report/figures/cascade-curves.ts';
import { callTables } from '../../../src/report/sections/call-table.ts';
import { cascadeTables } from '../../../src/report/sections/cascade-table.ts';

const first = { model: 'tower', scorer: 'exact' };
const record = {
  suite: {
    name: 'made-up',
    serving: {
      threads: [1, 2],
      strategies: [
        { model: 'fusion', scorer: 'cascade', settings: { k: [100, 1, 10, 5000] }, first },
        { model: 'fusion', scorer: 'cascade', settings: { k: 10 }, fused: true, first },
        { model: 'fusion', scorer: 'network-graph', settings: { calls: [10, 30] }, first },
      ],
    },
  },
} as unknown as RunRecord;

/** Ranked over 100 candidates and over 1,000, timed over the 100. */
function measured(scorer: string, values: Readonly<Record<string, readonly [test: number, most: number]>>): Figure[] {
  const about = {
    model: 'fusion',
    scorer,
    dataset: 'toys',
    split: 'a',
    seed: 0,
    device: 'cpu',
    direction: 'left-right',
  } as const;
  const rankings = [100, 1000].flatMap((rightCount, i) =>
    Object.entries(values).map(([metric, value]): Figure => {
      return {
        ...about,
        leftCount: 50,
        rightCount,
        metric,
        unit: metric === 'network calls' ? 'pairs/query' : 'fraction',
        value: value[i]!,
      };
    }),
  );
  const times = ['mean', 'p50'].map((of): Figure => {
    return { ...about, leftCount: 50, rightCount: 100, metric: `end to end ${of}`, unit: 'ms', value: 1, samples: 700 };
  });
  return [...rankings, ...times];
}
const cascade = (k: number, recall: number): Figure[] =>
  measured(`cascade first=exact k=${k}`, {
    'nDCG@10': [0.3, 0.2 - k / 1e5],
    'recall ceiling': [0.9, 0.5],
    'overlap@10': [0.8, 0.4],
    'network recall@10': [0.8, recall],
    'network calls': [Math.min(k, 100), Math.min(k, 1000)],
  });
const graph = (calls: number, recall: number): Figure[] =>
  measured(`network-graph first=exact calls=${calls}`, {
    'nDCG@10': [0.3, 0.2],
    'network recall@10': [0.9, recall],
    'network calls': [calls, calls],
  });
const figures = [
  ...[cascade(100, 0.9), cascade(1, 0.1), cascade(10, 0.5), cascade(5000, 1)].flat(),
  ...measured('cascade first=exact k=10 weight=chosen', {
    'nDCG@10': [1, 1],
    'network recall@10': [1, 1],
    'network calls': [10, 10],
  }),
  ...[graph(10, 0.6), graph(30, 0.95)].flat(),
];

test('a cascade is told by its depth, ascending, over the test part and over the most candidates, what a weight changes left out', () => {
  const [curve, ...others] = cascadeCurves(record, figures);
  expect(others).toEqual([]);
  expect(curve).toMatchObject({ model: 'fusion', first: 'tower exact', candidates: 100, most: 1000 });
  expect(curve!.points.map(({ k, found, foundOfMost }) => [k, found.quality!.value, foundOfMost.quality!.value])).toEqual(
    [1, 10, 100, 5000].map((k) => [k, 0.3, 0.2 - k / 1e5]),
  );
  const text = cascadeTables(record, figures).join('\n');
  expect(text).toContain('| k | nDCG@10 of 100 | recall ceiling of 100 | overlap@10 of 100 | nDCG@10 of 1,000 |');
  expect(text).toContain('| all | 30.0 | 90.0 | 80.0 | 15.0 | 50.0 | 40.0 | 1 ms |');
});

test('two depths are no curve', () => {
  expect(
    cascadeCurves(
      record,
      figures.filter(({ scorer }) => !/k=(1|5000)$/.test(scorer!)),
    ),
  ).toEqual([]);
});

test('a search by the network stands beside the cascade by as many calls, over the most candidates', () => {
  const [budgets] = callBudgets(record, figures);
  expect(budgets!.rows.map(({ scorer, calls, share }) => [scorer.split(' ')[0], calls.value, share])).toEqual([
    ['cascade', 1, 0.001],
    ['cascade', 10, 0.01],
    ['network-graph', 10, 0.01],
    ['network-graph', 30, 0.03],
    ['cascade', 100, 0.1],
    ['cascade', 1000, 1],
  ]);
  const [ten, thirty] = budgets!.rows.filter(({ kind }) => kind === 'network-graph');
  expect(ten!.cascadeRecall).toBe(0.5);
  // Between 10 and 100 calls, on the line over their logarithm.
  expect(thirty!.cascadeRecall).toBeCloseTo(0.5 + 0.4 * Math.log10(3), 12);
  expect(callTables(record, figures).join('\n')).toContain(
    '| network-graph first=exact calls=30 | 30 | 3.0 % | 95.0 | 69.1 | 20.0 |',
  );
});

test('a cascade alone is beside nothing', () => {
  expect(
    callBudgets(
      record,
      figures.filter(({ scorer }) => scorer!.startsWith('cascade')),
    ),
  ).toEqual([]);
});
