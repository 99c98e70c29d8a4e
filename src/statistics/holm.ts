/**
 * p values adjusted for having tested all of them: compare with the level itself. Holm, A simple sequentially rejective multiple test
 * procedure, Scandinavian Journal of Statistics 1979. Keeps the order of its argument; valid under any dependence.
 */
export function holm(pValues: readonly number[]): number[] {
  const ascending = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [rank, i] of ascending.entries()) {
    largest = Math.max(largest, (pValues.length - rank) * pValues[i]!);
    adjusted[i] = Math.min(1, largest);
  }
  return adjusted;
}
