interface Recalls {
  readonly 'R@1': number;
  readonly 'R@5': number;
  readonly 'R@10': number;
}

/**
 * rsum = 100 × the sum of six recalls: R@1, R@5 and R@10, left→right and right→left; at most 600. Faghri et al., VSE++, BMVC 2018.
 * Their five-fold code prints six times that sum, and SCAN's prints another column under its name: compare with papers, not with logs.
 */
export const sumOfRecalls = (leftRight: Recalls, rightLeft: Recalls): number =>
  100 * (leftRight['R@1'] + leftRight['R@5'] + leftRight['R@10'] + rightLeft['R@1'] + rightLeft['R@5'] + rightLeft['R@10']);
