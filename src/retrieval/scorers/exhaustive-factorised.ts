import type { Scorer } from '../../types.ts';
import { cacheCandidates } from './cached-candidates.ts';
import { openGridScan } from './grid-scan.ts';
import type { Opened } from './opened.ts';

/** Both sides cached; the interaction runs on every (query, candidate) pair, block by block. */
export const openFactorised = async (opened: Opened): Promise<Scorer> =>
  openGridScan(opened, await cacheCandidates(opened), 'interaction');
