import type { Scorer } from '../../types.ts';
import { constantKnob, type Knobs, resolveKnobs } from '../knobs.ts';
import type { Bits } from '../stored-vectors.ts';
import { cacheCandidates } from './cached-candidates.ts';
import { openGridScan } from './grid-scan.ts';
import type { Opened } from './opened.ts';

export const factorisedKnobs: Knobs = {
  /** Bits a value in the layers of the interaction: 32 is float32, 16 float16, 8 integers, with what meets them quantised as it comes. */
  bits: constantKnob(32, false, { among: [32, 16, 8] }),
};

/** Both sides cached; the interaction runs on every (query, candidate) pair, block by block. */
export async function openFactorised(opened: Opened): Promise<Scorer> {
  const { bits } = resolveKnobs(factorisedKnobs, opened.spec.settings, opened.candidates.global.rows);
  return openGridScan(opened, await cacheCandidates(opened), 'interaction', 'own', bits as Bits);
}
