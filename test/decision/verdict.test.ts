import { expect, test } from 'vitest';
import { verdict } from '../../src/decision/verdict.ts';
import { fitScaling } from '../../src/statistics/scaling.ts';
import { comparison, evidence, tower } from '../support/synthetic-evidence.ts';

test('a win names both models, the difference with its interval, and where it ends', () => {
  const { which, wouldChange } = verdict(evidence());
  expect(which).toEqual([
    'Early fusion wins on toys: concat ranks better than the dual tower tower, MRR +2.0 [1.0, 3.0] points (left→right +2.0 [1.0, 3.0], right→left +2.0 [1.0, 3.0]).',
    'Take concat where scoring every pair is affordable (below), and tower beyond.',
  ]);
  expect(wouldChange.join(' ')).toContain('tighter one: then tower');
});

test('a loss is said plainly', () => {
  expect(verdict(evidence({ comparison: comparison(-0.045) })).which).toEqual([
    'Early fusion loses on toys: concat ranks worse than the dual tower tower, MRR −4.5 [−5.5, −3.5] points (left→right −4.5 [−5.5, −3.5], right→left −4.5 [−5.5, −3.5]).',
    'Take tower: it is the more accurate one here, and more of its score can be cached.',
  ]);
});

test('a difference that is not significant is not shown to differ, and not called equal', () => {
  const { kind, which, wouldChange } = verdict(evidence({ comparison: comparison(0.003) }));
  expect(kind).toBe('not shown to differ');
  expect(which[0]).toContain('Early fusion is not shown to differ from the dual tower on toys: concat against tower');
  expect(which[1]).toContain('not shown to be equal either');
  expect(which.join(' ')).not.toMatch(/wins|loses|better|worse/);
  expect(wouldChange[0]).toContain('More families of items or more seeds');
});

test('one seed makes no claim about families, but tells what it saw', () => {
  const { which, wouldChange } = verdict(evidence({ comparison: comparison(0.02, 0.01, 0.001, { seeds: 1 }) }));
  expect(which[0]).toBe('No claim about families on toys: one seed was compared.');
  expect(which[1]).toContain('concat (early fusion) differs from the dual tower tower by MRR +2.0');
  expect(which.join(' ')).not.toMatch(/wins|loses|better|worse/);
  expect(wouldChange[0]).toContain('More seeds');
});

test('the reach in N × M comes from the fit, and extrapolation is marked', () => {
  const { upTo } = verdict(evidence());
  expect(upTo[0]).toMatch(
    /^With both sides encoded, scoring all N × M pairs with concat \(exhaustive-factorised\) is affordable up to N = M = /,
  );
  expect(upTo[0]).toMatch(/7,745.* within 1 min \(extrapolated\).*; measured up to 1 million pairs\.$/);
  expect(upTo[1]).toBe(
    'One query left→right with tower (exact) over 2,000 candidates, from its features on: p50 500 µs, p99 2 ms.',
  );
});

test('a fit so uncertain that no size is surely too large says so', () => {
  const costs = [1, 5, 2, 9].map((cost, i) => ({ size: 10 ** (4 + i / 2), cost }));
  const passes = [{ model: 'concat', scorer: 'exact', fit: fitScaling(costs) }];
  expect(verdict(evidence({ passes })).upTo[0]).toMatch(/ \[\d[\d,]*, not determined: the fit is too loose\] within 1 min/);
});

test('a p99 without samples enough is n/a, and nothing is concluded from it', () => {
  const { upTo } = verdict(
    evidence({ passes: [], queries: [{ model: 'concat', scorer: 'exhaustive-naive', candidates: 2000, p50Ms: 40 }] }),
  );
  expect(upTo).toEqual([
    'One query with concat (exhaustive-naive) over 2,000 candidates, from its features on: p50 40 ms, p99 n/a (too few samples).',
  ]);
});

test('a query that was timed too seldom for a median is n/a, with the number of its samples', () => {
  const queries = [{ model: 'concat', scorer: 'exhaustive-naive', candidates: 2000, samples: 10 }];
  expect(verdict(evidence({ passes: [], queries })).upTo[0]).toContain('p50 n/a (10 samples are too few)');
});

test('an index that is named stands with its recall', () => {
  const recall = { name: 'recall@10', value: 0.97 };
  const queries = [
    { model: 'tower', scorer: 'exact', direction: 'left→right', candidates: 2000, p50Ms: 0.5 },
    { model: 'tower', scorer: 'hnsw', direction: 'left→right', candidates: 2000, p50Ms: 0.4, recall },
  ];
  expect(verdict(evidence({ passes: [], queries })).upTo[0]).toMatch(
    /^One query left→right with tower \(hnsw, recall@10 0\.970\) over/,
  );
});

test('a time that does not grow with N × M sets no limit that could be known', () => {
  const fit = fitScaling([1e4, 1e5, 1e6].map((size) => ({ size, cost: 2 - 1e-7 * size })));
  expect(verdict(evidence({ passes: [{ model: 'concat', scorer: 'exact', fit }] })).upTo[0]).toContain(
    'not determined within 1 s (the measured time does not grow with N × M)',
  );
});

test('costs of another data set are named as such', () => {
  expect(verdict(evidence({ costsFrom: 'games' })).upTo[0]).toBe(
    'Not measured on toys; the same models with the same widths were measured on games, as follows.',
  );
});

test('times that were taken on a busy machine are in doubt', () => {
  expect(verdict(evidence()).upTo.join()).not.toContain('doubt');
  expect(verdict(evidence({ disturbance: { disturbed: 2, timed: 3, example: 'It was loud.' } })).upTo.at(-1)).toBe(
    'These times are in doubt: the machine was not quiet during 2 of 3 cells that take times (“It was loud.”). Repeat the run on a quiet machine before relying on them.',
  );
});

test('a probability is printed one way, and not at all where nothing is claimed', () => {
  const sure = (p: number, seeds = 5): string =>
    verdict(evidence({ comparison: { ...comparison(0.02, 0.01, p), seeds } })).howSure.join();
  expect(sure(1e-4)).toContain('p < 0.001;');
  expect(sure(0.0132)).toContain('p = 0.013;');
  expect(sure(0.0132, 1)).not.toContain('p =');
});

test('a cost that was not measured is unknown', () => {
  expect(verdict(evidence({ passes: [], queries: [] })).upTo).toEqual([
    'Up to which N × M is unknown: this run measured no cost of these models.',
  ]);
});

test('how sure tells how the two were chosen, seeds, families, p and what would have been missed', () => {
  expect(verdict(evidence()).howSure).toEqual([
    'Each family is spoken for by one model, chosen by validation MRR before any test result: tower of 3 (43.2); one paired test compares the two in both directions together.',
    '5 seeds, 1,640 independent families of items; brackets are 95 % intervals from resampling whole families.',
    'Both directions together: p = 0.001; [1.0, 3.0] over seeds; a true difference below 1.4 points would probably have been missed.',
  ]);
});

test('a late interaction that wins is no win of early fusion, and p says over how many families it is corrected', () => {
  const theirs = { model: 'maxsim', family: 'late interaction', of: 1 };
  const { which, howSure } = verdict(evidence({ otherFamily: 'late interaction', theirs, tests: 2 }));
  expect(which[0]).toMatch(/^Late interaction wins on toys: maxsim ranks better than the dual tower tower/);
  expect(howSure.at(-1)).toContain('p = 0.001 (Holm over 2 families of models)');
});

test('a choice that no validation stands behind says so, and one model is no choice', () => {
  const chosen = (changes: Parameters<typeof evidence>[0]) => verdict(evidence(changes)).howSure[0];
  expect(chosen({ ours: { ...tower, validation: undefined } })).toContain(
    'the first, since no validation is recorded: tower of 3',
  );
  expect(chosen({ ours: { ...tower, of: 1 } })).toContain('one model, the only one measured;');
});

test('the other models stand beside the verdict with their intervals', () => {
  const others = [
    { model: 'dot', difference: { value: 0.03, low: 0.02, high: 0.04 } },
    { model: 'bilinear', difference: { value: -0.1, low: -0.2, high: -0.05 } },
  ];
  expect(verdict(evidence({ others })).howSure.at(-1)).toBe(
    'Beside them, in points above tower, without a part in the verdict: dot +3.0 [2.0, 4.0], bilinear −10.0 [−20.0, −5.0].',
  );
});

test('a run of one family is compared with nothing', () => {
  expect(verdict(evidence({ theirs: undefined, comparison: undefined })).which[0]).toContain(
    'only the dual tower was measured, and nothing to compare tower with',
  );
});

test('a baseline without a result makes no claim and says why', () => {
  const answer = (family: string | undefined, measured: boolean) =>
    verdict(
      evidence({ baseline: { model: 'tower', family, measured }, ours: undefined, theirs: undefined, comparison: undefined }),
    ).which;
  expect(answer(undefined, false)).toEqual([
    'No claim about families on toys: the baseline tower was not trained, so nothing can be compared with it.',
  ]);
  expect(answer('dual tower', false)).toEqual([
    'No claim about families on toys: the accuracy of the baseline tower was not measured, so nothing can be compared with it.',
  ]);
});

test('a winner whose cost was not measured is not said to be affordable up to somewhere', () => {
  const queries = [{ model: 'tower', scorer: 'exact', candidates: 2000, p50Ms: 1, samples: 700, p99Ms: 2 }];
  const { which, upTo } = verdict(evidence({ passes: [], queries }));
  expect(which[1]).toBe('Take concat where its cost is affordable, which was not measured here, and tower beyond.');
  expect(upTo.at(-1)).toBe('What concat costs was not measured.');
});

test('without a seed that every model finished there is no claim', () => {
  const { which, howSure } = verdict(evidence({ comparison: undefined }));
  expect(which).toEqual(['No claim about families on toys: no seed was finished by every model.']);
  expect(howSure).toEqual(['Nothing was compared.']);
});
