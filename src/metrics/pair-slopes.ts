/** How much a metric changes for one more pair of each kind, by group of scores (see `ScoreGroups`). */
export interface PairSlopes {
  /** [G]. */
  readonly right: Float64Array;
  /** [G], one more wrong pair with exactly the score of the group. */
  readonly wrongEqual: Float64Array;
  /** [G + 1], one more wrong pair between the group before and this one; the last is above every right pair. */
  readonly wrongBelow: Float64Array;
}
