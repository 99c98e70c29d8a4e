import type { SanityArm } from './arm.ts';
import { factorisation } from './factorisation.ts';
import { frozen, ridge } from './feature-scores.ts';
import { constant, duplicates, oracle, popularity, random, twoLevels } from './known-scores.ts';
import { lexical, lexicalReversed } from './lexical.ts';

/** Every sanity arm, in the order they are printed. */
export const sanityArms = {
  constant,
  random,
  'two-levels': twoLevels,
  duplicates,
  popularity,
  factorisation,
  bm25: lexical,
  'bm25-reversed': lexicalReversed,
  frozen,
  ridge,
  oracle,
} as const satisfies Readonly<Record<string, SanityArm>>;
