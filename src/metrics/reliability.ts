import { type PlattScaling, probabilityOf } from './platt.ts';
import type { ScoreLevels } from './score-levels.ts';

/** Pairs of like probability. */
export interface ReliabilityBin {
  readonly pairs: number;
  /** Mean probability that they are related, and the share that is. */
  readonly predicted: number;
  readonly observed: number;
}

/**
 * Said and true frequency in at most `bins` bins of as equal a number of pairs as ties allow, by ascending probability: pairs of equal probability are
 * never parted.
 */
export function reliability(
  { scores, right, wrong, rightTotal, wrongTotal }: ScoreLevels,
  scaling: PlattScaling,
  bins = 10,
): ReliabilityBin[] {
  const total = rightTotal + wrongTotal;
  const found: ReliabilityBin[] = [];
  let [seen, pairs, predicted, rights] = [0, 0, 0, 0];
  const last = scores.length - 1;
  const probabilityAt = (i: number): number => probabilityOf(scaling, scores[scaling.scale < 0 ? last - i : i]!);
  let probability = scores.length > 0 ? probabilityAt(0) : 0;
  for (let i = 0; i <= last; i++) {
    const level = scaling.scale < 0 ? last - i : i;
    const weight = right[level]! + wrong[level]!;
    pairs += weight;
    rights += right[level]!;
    predicted += weight * probability;
    const next = i < last ? probabilityAt(i + 1) : undefined;
    // The bin is full when what has been seen reaches its share, give or take the rounding of sums.
    const isFull = (seen + pairs) * bins >= total * (Math.floor((seen * bins) / total + 1e-9) + 1) - 1e-6;
    if (next === undefined || (isFull && next !== probability)) {
      found.push({ pairs, predicted: predicted / pairs, observed: rights / pairs });
      seen += pairs;
      [pairs, predicted, rights] = [0, 0, 0];
    }
    probability = next ?? probability;
  }
  return found;
}

/**
 * Σ (share of the pairs) × |predicted − observed| over bins of equal mass: the expected calibration error (Naeini et al. 2015; bins as in Nguyen and
 * O'Connor 2015). `undefined` without a pair.
 */
export function calibrationError(bins: readonly ReliabilityBin[]): number | undefined {
  const total = bins.reduce((sum, { pairs }) => sum + pairs, 0);
  if (total === 0) return undefined;
  return bins.reduce((sum, { pairs, predicted, observed }) => sum + (pairs / total) * Math.abs(predicted - observed), 0);
}
