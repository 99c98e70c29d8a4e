import type { RecordedStrategy, StrategyData } from './recorded-strategies.ts';

/** What a scorer does with a model, and what it is built upon. */
type Words = (model: string, beneath: string) => string;

/** By name of a scorer; one that is not here is called by its label. */
const words = new Map<string, Words>(
  Object.entries<Words>({
    exact: (model) => `exact search by ${model}`,
    'faiss-flat': (model) => `FAISS Flat over ${model}`,
    'faiss-hnsw': (model) => `FAISS HNSW over ${model}`,
    'faiss-ivf': (model) => `FAISS IVF over ${model}`,
    usearch: (model) => `usearch over ${model}`,
    'exhaustive-naive': (model) => `${model} on every candidate with nothing cached`,
    'exhaustive-factorised': (model) => `${model} on every candidate`,
    cascade: (model, beneath) => `cascade of ${beneath} and ${model}`,
    'network-graph': (model) => `graph search by ${model}`,
    'network-tree': (model) => `tree search by ${model}`,
    'late-pooled': (model) => `${model} on the nearest by mean token vectors`,
    'late-tokens': (model) => `${model} on the owners of the nearest tokens`,
  }),
);

/** A way to serve as people call it, with no comma outside brackets: `cascade of dual-cosine and mlb-dual (k=30, both scores)`. */
export function strategyWords({ model, label, scorer, settings, fused, first, threads }: RecordedStrategy): string {
  const of = words.get(scorer);
  if (of === undefined) return `${model} · ${label}`;
  return `${of(model, first === undefined ? '' : stageWords(first))}${bracketed([
    ...said(settings),
    ...(fused ? ['both scores'] : []),
    ...(threads === undefined ? [] : [`${threads} threads`]),
  ])}`;
}

/** The same of what is no strategy of a suite: an index that is swept has its one setting in its label alone. */
export function labelWords(model: string, label: string): string {
  const [scorer, ...settings] = label.split(' ');
  const of = words.get(scorer!);
  if (of === undefined || !settings.every((setting) => /^\w+=\d+$/.test(setting))) return `${model} · ${label}`;
  return `${of(model, '')}${bracketed(settings)}`;
}

/** Exact search is what a first stage does where nothing else is said. */
function stageWords({ model, scorer, settings }: NonNullable<StrategyData['first']>): string {
  const called = scorer === 'exact' ? model : (words.get(scorer)?.(model, '') ?? `${model} · ${scorer}`);
  return `${called}${bracketed(said(settings))}`;
}

const said = ({ bits, ...settings }: StrategyData['settings']): string[] => [
  ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
  ...(bits === undefined ? [] : [`${bits} bits`]),
];

const bracketed = (parts: readonly string[]): string => (parts.length === 0 ? '' : ` (${parts.join(', ')})`);
