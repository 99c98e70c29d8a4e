import type { Outcome } from '../../decision/outcome.ts';

/** An outcome in a few words, of the family beside the baseline's. */
export const claimSigns: Readonly<Record<Outcome, string>> = {
  better: 'is shown to be more accurate',
  worse: 'is shown to be less accurate',
  'not shown to differ': 'is not shown to differ',
  'no claim': 'is not judged',
};
