/**
 * AUC of one query: the share of its wrong candidates that a right answer stands before, averaged over its right answers; 1 where it has no wrong candidate.
 * Its mean over queries is GAUC (Zhu et al., Optimized Cost per Click in Taobao Display Advertising, KDD 2017), which weighs queries by impressions: in a full
 * ranking every candidate is shown to every query, so all weigh alike. From ranks, so a tie is lost, not half won.
 */
export function queryAuc(ranks: ArrayLike<number>, _grades: ArrayLike<number>, candidates: number): number {
  const wrong = candidates - ranks.length;
  if (wrong === 0) return 1;
  let passed = 0;
  for (let i = 0; i < ranks.length; i++) passed += ranks[i]! - 1 - i;
  return 1 - passed / (wrong * ranks.length);
}
