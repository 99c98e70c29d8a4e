import type { Contender, Difference, Evidence } from './evidence.ts';

/** `better`, `worse` and `mixed` are of the other family against the baseline's. */
export type OutcomeKind = 'better' | 'worse' | 'mixed' | 'not shown to differ' | 'no claim';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** The model that the sentence is about; `undefined` when no model of another family was measured. */
  readonly contender: Contender | undefined;
}

/** A seed more could have turned a single one around, so one seed is no evidence about families. */
export const minimumSeeds = 2;
export const significance = 0.05;

/**
 * Which family, decided by a rule fixed before any result: a difference counts when its interval excludes 0 and its corrected p is at
 * most 0.05. A family is better when one of its models is better in some direction and worse in none; it is worse when all of its
 * models are worse; with neither it is not shown to differ.
 */
export function outcomeOf({ contenders, seeds, claim }: Evidence): Outcome {
  const ranked = contenders
    .filter(({ differences }) => differences.length > 0)
    .toSorted((a, b) => meanDifference(b) - meanDifference(a));
  if (ranked.length === 0 || seeds < minimumSeeds || !claim) return { kind: 'no claim', contender: ranked[0] };
  for (const kind of ['better', 'mixed', 'not shown to differ'] as const) {
    const contender = ranked.find((candidate) => kindOf(candidate) === kind);
    if (contender !== undefined) return { kind, contender };
  }
  return { kind: 'worse', contender: ranked[0] };
}

function kindOf({ differences }: Contender): OutcomeKind {
  const better = differences.some((difference) => isShown(difference) && difference.value > 0);
  const worse = differences.some((difference) => isShown(difference) && difference.value < 0);
  if (better && worse) return 'mixed';
  if (better) return 'better';
  return worse ? 'worse' : 'not shown to differ';
}

const isShown = ({ low, high, p }: Difference): boolean =>
  low !== undefined && high !== undefined && p !== undefined && (low > 0 || high < 0) && p <= significance;

const meanDifference = ({ differences }: Contender): number =>
  differences.reduce((sum, { value }) => sum + value, 0) / differences.length;
