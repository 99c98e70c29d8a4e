import type { MeanTerm } from './metric.ts';

/**
 * rsum = 100 × the sum of six recalls: R@1, R@5 and R@10, left→right and right→left; at most 600. Faghri et al., VSE++, BMVC 2018.
 * Their five-fold code prints six times that sum, and SCAN's prints another column under its name: compare with papers, not with logs.
 */
export const sumOfRecalls: readonly MeanTerm[] = (['left-right', 'right-left'] as const).flatMap((direction) =>
  ['R@1', 'R@5', 'R@10'].map((metric) => ({ metric, direction, weight: 100 })),
);
