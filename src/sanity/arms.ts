import type { SanityArm } from './arm.ts';
import { factorisation } from './factorisation.ts';
import { frozen, ridge } from './feature-scores.ts';
import { constant, duplicates, oracle, popularity, random, twoLevels } from './known-scores.ts';

/** Every sanity arm, in the order they are printed. */
export const sanityArms = {
  constant,
  random,
  'two-levels': twoLevels,
  duplicates,
  popularity,
  factorisation,
  frozen,
  ridge,
  oracle,
} as const satisfies Readonly<Record<string, SanityArm>>;
