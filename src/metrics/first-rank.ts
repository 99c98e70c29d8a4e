/**
 * 1-based rank of the first right answer; its median over queries is medR, of an even number of queries the mean of the middle two.
 * (VSE++ takes the floor of the median of 0-based ranks and adds 1, which differs by a half.)
 */
export const firstRank = (ranks: ArrayLike<number>): number => ranks[0]!;
