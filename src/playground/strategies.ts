import type { ScorerSpec, Side } from '../types.ts';

/** What strategies are opened over: a tower, a fusion, and one side's candidates. */
export interface Ground {
  readonly dual: string;
  readonly fusion: string;
  readonly queries: Side;
  readonly candidates: string;
  readonly threads: number;
}

export interface Strategy {
  readonly name: string;
  readonly title: string;
  readonly how: string;
  /** Which model answers. */
  readonly models: readonly ('dual' | 'fusion')[];
  spec(ground: Ground): ScorerSpec;
  /** Comparisons of cached vectors for a query, of so many candidates. */
  comparisons(candidates: number): number;
}

/** Candidates that the tower hands to the fusion. */
const depth = 100;

const over = ({ queries, candidates, threads }: Ground, kind: string, modelDir: string): ScorerSpec => ({
  kind,
  modelDir,
  queries,
  candidates,
  device: 'cpu',
  threads,
  settings: {},
});

/** The table of what is shown side by side, one row each. */
export const strategies: readonly Strategy[] = [
  {
    name: 'dual',
    title: 'Dual tower',
    how: 'compares the query’s vector with every cached vector',
    models: ['dual'],
    spec: (ground) => over(ground, 'exact', ground.dual),
    comparisons: (candidates) => candidates,
  },
  {
    name: 'cascade',
    title: 'Cascade',
    how: `the tower finds ${depth}, the fusion orders them`,
    models: ['dual', 'fusion'],
    spec: (ground) => ({
      ...over(ground, 'cascade', ground.fusion),
      settings: { k: depth },
      stages: [over(ground, 'exact', ground.dual)],
    }),
    comparisons: (candidates) => candidates,
  },
  {
    name: 'fusion',
    title: 'Exhaustive fusion',
    how: 'the fusion network scores the query with every candidate, from cached halves',
    models: ['fusion'],
    spec: (ground) => over(ground, 'exhaustive-factorised', ground.fusion),
    comparisons: () => 0,
  },
];
