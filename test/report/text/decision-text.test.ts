import { expect, test } from 'vitest';
import { decide } from '../../../src/decision/decide.ts';
import { toDecisionText } from '../../../src/report/text/decision-text.ts';
import { certainPrices, fusion, graph, syntheticModel, syntheticStrategy, tower } from '../../support/synthetic-cost-model.ts';

const model = syntheticModel([tower, fusion, graph]);
const textOf = (wish: Parameters<typeof decide>[1], width?: number, of = model): string =>
  toDecisionText(of, decide(of, wish, certainPrices), certainPrices, { width });

test('the answer stands first, then who meets the wish by cost, who does not and why, and where costs meet', () => {
  const text = textOf({ candidates: 10_000, queriesPerSecond: 20, p99Ms: 100, quality: 0.7 });
  expect(text).toMatch(
    /^toys, left→right: 10,000 candidates, 20 queries\/s, p99 ≤ 100 ms, quality ≥ 0\.700 of the best\n\nTake tower up to [\d,]+ candidates.*\n\nServe it with tower: 1 machine/,
  );
  expect(text.indexOf('\ntower ')).toBeLessThan(text.indexOf('\nfusion '));
  // A mean of 1.2 ms and a p99 of 2.4 within 100: 813 a second, of which half is planned for.
  expect(text).toMatch(/^meets the wish +quality +p99 +q\/s +machines +% +cached +EUR$/m);
  expect(text).toMatch(/^tower +0\.767 +2\.4 ms +813 +1 abacus +4\.92 +9\.54 MiB +730$/m);
  expect(text).toMatch(/The work of tower and of graph costs the same at M = 2\d,\d{3}: below/);
  const strict = textOf({ candidates: 10_000, queriesPerSecond: 20, p99Ms: 100, quality: 0.99 });
  expect(strict).toMatch(/^tower +0\.\d{3} +2\.4 ms +quality 0\.\d{3}$/m);
});

test('tables fit a terminal of 80 columns, long names included', () => {
  const long = syntheticModel(
    ['product-difference · cascade first=faiss-hnsw(efSearch=64) k=100', 'dual-cosine · exhaustive-factorised'].map((id) =>
      syntheticStrategy({ id, line: [1, 1e-4], quality: [0.5, 0.4, 0.3] }, { bytesPerItem: 1234 }),
    ),
  );
  const lines = textOf({ candidates: 60_000, queriesPerSecond: 20, p99Ms: 30, quality: 0.9 }, 80, long).split('\n');
  const table = lines.slice(
    lines.findIndex((line) => line.startsWith('Serve it')) + 2,
    lines.findIndex((line) => line.startsWith('by cost')),
  );
  expect(table.length).toBeGreaterThan(2);
  for (const line of table) expect(line.length).toBeLessThanOrEqual(80);
  expect(table.join('\n')).toContain('MiB');
});

test('nothing from a record acts on the terminal', () => {
  const hostile = syntheticModel([syntheticStrategy({ id: 'evil\u001b[2Jmodel', line: [1, 1e-4] })]);
  expect(textOf({ candidates: 1000, queriesPerSecond: 1 }, 80, hostile)).not.toContain('\u001b');
});

test('the best of many strategies is said to owe a part of its lead to chance, the better of a few is not', () => {
  const wish = { candidates: 4000, queriesPerSecond: 1, quality: 0.99 };
  const others = Array.from({ length: 10 }, (_, i) => ({ ...tower, id: `tower ${i}` }));
  const said = /^- It is itself the best of 11 strategies, by the queries that quality is measured on/m;
  expect(textOf(wish, undefined, syntheticModel([fusion, ...others]))).toMatch(said);
  expect(textOf(wish, undefined, syntheticModel([fusion, tower]))).not.toContain('owes a part');
  expect(textOf({ ...wish, quality: undefined }, undefined, syntheticModel([fusion, ...others]))).not.toContain('owes a part');
});

test('how far latency is from what was measured is said in candidates', () => {
  const far = textOf({ candidates: 1_000_000, queriesPerSecond: 1 });
  expect(far).toContain('- Its latency was measured up to 100,000 candidates; over 10 times as many it is extrapolated.');
  expect(textOf({ candidates: 500, queriesPerSecond: 1 })).toContain(
    'measured from 1,000 candidates on; over fewer it is extrapolated.',
  );
  expect(textOf({ candidates: 50_000, queriesPerSecond: 1 })).not.toContain('Its latency was measured');
});

test('a share of the best is told with what it is a share of, in the largest pool', () => {
  const best = syntheticStrategy({ id: 'best', line: [1, 1e-4], quality: [0.5, 0.4, 0.3], spread: 0 });
  const wished = { candidates: 10_000, queriesPerSecond: 20, quality: 0.9 };
  expect(textOf(wished, undefined, syntheticModel([best]))).toContain(
    "- Quality is a share of the best strategy's nDCG@10, which is 30 % among 16,000 candidates.",
  );
});
