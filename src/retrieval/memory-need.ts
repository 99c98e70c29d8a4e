import { freemem } from 'node:os';
import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import type { ModelManifest, NamedWidth, Side } from '../types.ts';
import { product } from './cached-side.ts';

/** What this process may still allocate: what the system has free, or what a container leaves it. */
export const availableBytes = (): number => process.availableMemory?.() ?? freemem();

/** A part of what opening a scorer allocates. */
export interface MemoryNeed {
  /** As a part of a sentence: `their features`. */
  readonly what: string;
  readonly bytes: number;
}

/** How much an index is built over: M candidates, with one vector of `columns` values where the model has embeddings, and with tokens where it caches some. */
export interface IndexSize {
  readonly rows: number;
  readonly columns: number;
  readonly tokens: { readonly count: number; readonly width: number };
  /** Values that the model caches of a candidate, all of them. */
  readonly cached: number;
}

export function indexSize(model: ModelManifest, side: Side, rows: number): IndexSize {
  const { cached } = model[side];
  const vector = cached.find(({ name }) => name === model.index?.[side]);
  const [count = 0, width = 0] = cached.find(({ shape }) => shape.length === 2)?.shape ?? [];
  const columns = vector === undefined ? 0 : product(vector.shape);
  return { rows, columns, tokens: { count, width }, cached: floats(cached) / 4 };
}

/** Features and what the model caches of them, float32. */
export const cachedNeeds = (model: ModelManifest, side: Side, candidates: number): MemoryNeed[] => [
  { what: 'their features', bytes: floats(model[side].inputs) * candidates },
  { what: `what ${model.name} caches of them`, bytes: floats(model[side].cached) * candidates },
];

const floats = (arrays: readonly NamedWidth[]): number => 4 * arrays.reduce((sum, { shape }) => sum + product(shape), 0);

/**
 * Refuses to open a scorer over more candidates than memory holds, before anything is allocated. Throws a `UserError` of kind `environment` with the sum,
 * its parts, and what is free.
 */
export function refuseTooMany(candidates: number, needs: readonly MemoryNeed[], available: number): void {
  const needed = needs.reduce((sum, { bytes }) => sum + bytes, 0);
  if (needed <= available) return;
  const parts = needs.filter(({ bytes }) => bytes > 0).map(({ what, bytes }) => `${gibibytes(bytes)} for ${what}`);
  throw new UserError(
    'environment',
    `${counted(candidates, 'candidate needs', 'candidates need')} ${gibibytes(needed)}, and ${gibibytes(available)} are free: ${parts.join(', ')}.`,
    { remedy: 'Take fewer candidates, a model or an index that keeps less an item, or a machine with more memory.' },
  );
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(bytes < 2 ** 30 ? 3 : 1)} GiB`;
