import type { Contender, Difference, Evidence, Sibling } from './evidence.ts';

/** `better`, `worse` and `mixed` are of the other family against the baseline's. */
export type OutcomeKind = 'better' | 'worse' | 'mixed' | 'not shown to differ' | 'no claim';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** The model that the sentence is about; `undefined` when no model of another family was compared. */
  readonly contender: Contender | undefined;
  /** With `not shown to differ`: the model of the baseline's family for whose sake a better contender is no win of its family. */
  readonly matchedBy?: string;
}

/** A seed more could have turned a single one around, so one seed is no evidence about families. */
export const minimumSeeds = 2;
export const significance = 0.05;

/**
 * Which family, decided by a rule fixed before any result: a difference counts when its interval over families and its interval over
 * seeds both exclude 0 on its own side and its corrected p is at most 0.05. A family is better when one of its models is better in
 * some direction, worse in none, and no model of the baseline's family reaches it where it is better; it is worse when all of its
 * models are worse; with neither it is not shown to differ.
 */
export function outcomeOf({ baseline, contenders, siblings, claim }: Evidence): Outcome {
  if (baseline.family === undefined || !baseline.measured) return { kind: 'no claim', contender: undefined };
  const ranked = contenders
    .filter(({ differences }) => differences.length > 0)
    .toSorted((a, b) => meanDifference(b) - meanDifference(a));
  const judged = ranked.filter(({ seeds }) => seeds >= minimumSeeds).map((contender) => judge(contender, siblings));
  if (judged.length === 0 || !claim) return { kind: 'no claim', contender: ranked[0] };
  for (const kind of ['better', 'mixed', 'not shown to differ'] as const) {
    const outcome = judged.find((candidate) => candidate.kind === kind);
    if (outcome !== undefined) return outcome;
  }
  return judged[0]!;
}

function judge(contender: Contender, siblings: readonly Sibling[]): Outcome {
  const shown = contender.differences.filter(isShown);
  const better = shown.filter(({ value }) => value > 0);
  const isWorse = shown.some(({ value }) => value < 0);
  if (better.length === 0) return { kind: isWorse ? 'worse' : 'not shown to differ', contender };
  if (isWorse) return { kind: 'mixed', contender };
  const matchedBy = siblings.find((sibling) => better.some((difference) => reaches(sibling, difference)))?.model;
  return matchedBy === undefined ? { kind: 'better', contender } : { kind: 'not shown to differ', contender, matchedBy };
}

const isShown = ({ value, low, high, overSeeds, p }: Difference): boolean =>
  low !== undefined &&
  high !== undefined &&
  overSeeds !== undefined &&
  p !== undefined &&
  (value > 0 ? low > 0 && overSeeds.low > 0 : high < 0 && overSeeds.high < 0) &&
  p <= significance;

const reaches = (sibling: Sibling, { direction, value }: Difference): boolean =>
  sibling.differences.some((other) => other.direction === direction && other.value >= value);

const meanDifference = ({ differences }: Contender): number =>
  differences.reduce((sum, { value }) => sum + value, 0) / differences.length;
