import type { CellKinds, CellRun } from '../cell.ts';

/** Every kind of cell: a new one is a file beside this and a row. A kind is loaded only in the process that carries it out. */
export const cellKinds = {
  split: () => import('./split.ts'),
  sanity: () => import('./sanity.ts'),
  train: () => import('./train.ts'),
  import: () => import('./import.ts'),
  'text-scores': () => import('./text-scores.ts'),
  'text-latency': () => import('./text-latency.ts'),
  reuse: () => import('./reuse.ts'),
  answers: () => import('./answers.ts'),
  trial: () => import('./trial.ts'),
  mine: () => import('./mine.ts'),
  accuracy: () => import('./accuracy.ts'),
  filter: () => import('./filter.ts'),
  examples: () => import('./examples.ts'),
  latency: () => import('./latency.ts'),
  index: () => import('./index.ts'),
  scale: () => import('./scale.ts'),
  batch: () => import('./batch.ts'),
  memory: () => import('./memory.ts'),
  fusion: () => import('./fusion.ts'),
  build: () => import('./build.ts'),
  quality: () => import('./quality.ts'),
  load: () => import('./load.ts'),
  start: () => import('./start.ts'),
  reopen: () => import('./reopen.ts'),
  backbone: () => import('./backbone.ts'),
  synthetic: () => import('./synthetic.ts'),
  candidates: () => import('./candidates.ts'),
} as const satisfies CellKinds;

export type CellKindName = keyof typeof cellKinds;

type TakenBy<Load> = Load extends () => Promise<{ readonly run: CellRun<infer Settings, infer Key> }>
  ? { readonly settings: Settings; readonly key: Key }
  : never;

/** What a cell of each kind is planned with: the settings and the key that its run takes. */
export type PlannedWith = { readonly [Kind in CellKindName]: { readonly kind: Kind } & TakenBy<(typeof cellKinds)[Kind]> };
