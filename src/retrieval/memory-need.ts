import { freemem } from 'node:os';
import { UserError } from '../errors.ts';
import type { ModelManifest, Side } from '../types.ts';
import { product } from './cached-side.ts';

/** What this process may still allocate: what the system has free, or what a container leaves it. */
export const availableBytes = (): number => process.availableMemory?.() ?? freemem();

/**
 * Refuses to open a scorer over more candidates than memory holds: their features and what the model caches of them, float32. Says so before anything is
 * allocated. Throws a `UserError` of kind `environment` with both sizes.
 */
export function refuseTooMany(model: ModelManifest, side: Side, candidates: number, available: number): void {
  const values = [...model[side].inputs, ...model[side].cached].reduce((sum, { shape }) => sum + product(shape), 0);
  const needed = 4 * values * candidates;
  if (needed <= available) return;
  throw new UserError(
    'environment',
    `${candidates} candidates need ${gibibytes(needed)} for their features and what ${model.name} caches of them; ${gibibytes(available)} are free.`,
    { remedy: 'Take fewer candidates, a model that caches less an item, or a machine with more memory.' },
  );
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(bytes < 2 ** 30 ? 3 : 1)} GiB`;
