import { expect, it } from 'vitest';
import { type RecordedStrategy, strategyLabel } from '../../../src/report/costs/recorded-strategies.ts';
import { labelWords, strategyWords } from '../../../src/report/costs/strategy-words.ts';
import { scorers } from '../../../src/retrieval/scorer-kinds.ts';

const strategy = (one: Omit<RecordedStrategy, 'label'>): RecordedStrategy => ({ ...one, label: strategyLabel(one) });
const first = { model: 'tower', scorer: 'exact', settings: {} };

it('every scorer is called by words', () => {
  for (const { name } of scorers) expect(labelWords('tower', name)).not.toContain(`· ${name}`);
});

it.each([
  [{ model: 'tower', scorer: 'exact', settings: {} }, 'exact search by tower'],
  [{ model: 'tower', scorer: 'exact', settings: { bits: 8 } }, 'exact search by tower (8 bits)'],
  [{ model: 'tower', scorer: 'faiss-hnsw', settings: { efSearch: 64 } }, 'FAISS HNSW over tower (efSearch=64)'],
  [{ model: 'mlb', scorer: 'cascade', settings: { k: 30 }, first, fused: true }, 'cascade of tower and mlb (k=30, both scores)'],
  [
    { model: 'mlb', scorer: 'cascade', settings: { k: 9 }, first: { ...first, scorer: 'usearch', settings: { efSearch: 8 } } },
    'cascade of usearch over tower (efSearch=8) and mlb (k=9)',
  ],
  [{ model: 'mlb', scorer: 'network-graph', settings: { calls: 30 }, first }, 'graph search by mlb (calls=30)'],
  [{ model: 'tower', scorer: 'exact', settings: {}, threads: 2 }, 'exact search by tower (2 threads)'],
  [{ model: 'tower', scorer: 'new', settings: { x: 1 } }, 'tower · new x=1'],
])('%o is called so', (one, words) => expect(strategyWords(strategy(one))).toBe(words));

it('a swept index is called by words of its label, what cannot be read of a label stays as it is', () => {
  expect(labelWords('tower', 'faiss-ivf nprobe=8')).toBe('FAISS IVF over tower (nprobe=8)');
  expect(labelWords('tower', 'exact')).toBe('exact search by tower');
  expect(labelWords('tower', 'constructor')).toBe('tower · constructor');
  expect(labelWords('tower', 'usearch for faiss-hnsw efSearch=8')).toBe('tower · usearch for faiss-hnsw efSearch=8');
});
