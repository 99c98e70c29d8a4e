import { expect, test } from 'vitest';
import { verdict } from '../../src/decision/verdict.ts';
import { fitScaling } from '../../src/statistics/scaling.ts';
import { contender, evidence } from '../support/synthetic-evidence.ts';

test('a win names the model, the difference with its interval, and where it ends', () => {
  const { which, wouldChange } = verdict(evidence());
  expect(which).toEqual([
    'Early fusion wins on toys: concat ranks better than the dual tower tower, MRR +2.0 [1.0, 3.0] left→right, +3.0 [2.0, 4.0] right→left points.',
    'Take concat where scoring every pair is affordable (below), and tower beyond.',
  ]);
  expect(wouldChange.join(' ')).toContain('tighter one: then tower');
});

test('a loss is said plainly, also for the best of several', () => {
  expect(verdict(evidence({ contenders: [contender('concat', -0.045, -0.046)] })).which).toEqual([
    'Early fusion loses on toys: concat still ranks worse than the dual tower tower, MRR −4.5 [−5.5, −3.5] left→right, −4.6 [−5.6, −3.6] right→left points.',
    'Take tower: it is the more accurate one here, and more of its score can be cached.',
  ]);
  const two = verdict(evidence({ contenders: [contender('concat', -0.045, -0.046), contender('product', -0.02, -0.03)] }));
  expect(two.which[0]).toContain('loses on toys: product, the best of 2 early fusion models, still ranks worse');
});

test('a difference that is not significant is not shown to differ, and not called equal', () => {
  const { kind, which, wouldChange } = verdict(evidence({ contenders: [contender('concat', 0.003, -0.002)] }));
  expect(kind).toBe('not shown to differ');
  expect(which[0]).toContain('Early fusion is not shown to differ from the dual tower on toys');
  expect(which[1]).toContain('not shown to be equal either');
  expect(which.join(' ')).not.toMatch(/wins|loses|better|worse/);
  expect(wouldChange[0]).toContain('More families of items or more seeds');
});

test('one seed makes no claim about families, but tells what it saw', () => {
  const { which, wouldChange } = verdict(evidence({ contenders: [{ ...contender('concat', 0.02, 0.03), seeds: 1 }] }));
  expect(which[0]).toBe('No claim about families on toys: one seed was compared.');
  expect(which[1]).toContain('concat (early fusion) differs from the dual tower tower by MRR +2.0');
  expect(which.join(' ')).not.toMatch(/wins|loses|better|worse/);
  expect(wouldChange[0]).toContain('More seeds');
});

test('mixed directions say so', () => {
  expect(verdict(evidence({ contenders: [contender('concat', 0.02, -0.02)] })).which[0]).toContain(
    'better than the dual tower tower in one direction and worse in the other',
  );
});

test('the reach in N × M comes from the fit, and extrapolation is marked', () => {
  const { upTo } = verdict(evidence());
  expect(upTo[0]).toMatch(
    /^With both sides encoded, scoring all N × M pairs with concat \(exhaustive-factorised\) is affordable up to N = M = /,
  );
  expect(upTo[0]).toMatch(/7,745.* within 1 min \(extrapolated\).*; measured up to 1 million pairs\.$/);
  expect(upTo[1]).toBe('One query with tower (exact) over 2,000 candidates: p50 500 µs, p99 2 ms.');
});

test('a fit so uncertain that no size is surely too large says so', () => {
  const costs = [1, 5, 2, 9].map((cost, i) => ({ size: 10 ** (4 + i / 2), cost }));
  const passes = [{ model: 'concat', scorer: 'exact', fit: fitScaling(costs) }];
  expect(verdict(evidence({ passes })).upTo[0]).toMatch(/ \[\d[\d,]*, no limit\] within 1 min/);
});

test('a p99 without samples enough is n/a, and nothing is concluded from it', () => {
  const { upTo } = verdict(
    evidence({ passes: [], queries: [{ model: 'concat', scorer: 'exhaustive-naive', candidates: 2000, p50Ms: 40 }] }),
  );
  expect(upTo).toEqual(['One query with concat (exhaustive-naive) over 2,000 candidates: p50 40 ms, p99 n/a (too few samples).']);
});

test('a cost that was not measured is unknown', () => {
  expect(verdict(evidence({ passes: [], queries: [] })).upTo).toEqual([
    'Up to which N × M is unknown: this run measured no cost of these models.',
  ]);
});

test('how sure gives seeds, families, corrected p, agreement and what would have been missed', () => {
  const { howSure } = verdict(evidence());
  expect(howSure[0]).toContain('5 seeds, 1,640 independent families of items');
  expect(howSure[1]).toBe(
    'Left→right: corrected p = 0.001; [1.0, 3.0] over seeds; 4 of 5 seeds have the same sign; a true difference below 1.4 points would probably have been missed.',
  );
});

test('a run of one family is compared with nothing', () => {
  expect(verdict(evidence({ contenders: [] })).which[0]).toContain(
    'only the dual tower was measured, and nothing to compare tower with',
  );
});

test('a tower that reaches as much is named in place of a win', () => {
  const { kind, which } = verdict(evidence({ siblings: [contender('dot', 0.025, 0)] }));
  expect(kind).toBe('not shown to differ');
  expect(which[0]).toBe(
    'Early fusion is not shown to differ from the dual tower on toys: concat ranks better than tower, MRR +2.0 [1.0, 3.0] left→right, +3.0 [2.0, 4.0] right→left points, but dot, another dual tower, reaches as much.',
  );
});

test('a baseline without a result makes no claim and says why', () => {
  const answer = (family: string | undefined, measured: boolean) =>
    verdict(evidence({ baseline: { model: 'tower', family, measured } })).which;
  expect(answer(undefined, false)).toEqual([
    'No claim about families on toys: the baseline tower was not trained, so nothing can be compared with it.',
  ]);
  expect(answer('dual tower', false)).toEqual([
    'No claim about families on toys: the accuracy of the baseline tower was not measured, so nothing can be compared with it.',
  ]);
});

test('without a seed that every model finished there is no claim', () => {
  const { which, howSure } = verdict(evidence({ contenders: [{ model: 'concat', seeds: 0, differences: [] }] }));
  expect(which).toEqual(['No claim about families on toys: no seed was finished by every model.']);
  expect(howSure).toEqual(['Nothing was compared.']);
});
