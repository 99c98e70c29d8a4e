import type { ScoreLevels } from './score-levels.ts';

/** What a threshold gives: pairs that score at least as high are called related. Arrays are [P], from the highest threshold down. */
export interface PrecisionRecall {
  readonly thresholds: Float32Array;
  readonly precision: Float64Array;
  readonly recall: Float64Array;
}

/** One point for every score of a right pair: between them precision only falls. No point when no pair is right. */
export function precisionRecall({ scores, right, wrong, rightTotal }: ScoreLevels): PrecisionRecall {
  const thresholds: number[] = [];
  const precision: number[] = [];
  const recall: number[] = [];
  let [hits, passed] = [0, 0];
  for (let level = scores.length - 1; level >= 0; level--) {
    hits += right[level]!;
    passed += right[level]! + wrong[level]!;
    if (right[level] === 0) continue;
    thresholds.push(scores[level]!);
    precision.push(hits / passed);
    recall.push(hits / rightTotal);
  }
  return {
    thresholds: Float32Array.from(thresholds),
    precision: Float64Array.from(precision),
    recall: Float64Array.from(recall),
  };
}

/** The threshold of the largest F1 = 2PR / (P + R) (van Rijsbergen 1979), of equal ones the highest. `undefined` when no pair is right. */
export function bestThreshold({ thresholds, precision, recall }: PrecisionRecall): number | undefined {
  let best: { readonly threshold: number; readonly score: number } | undefined;
  for (let at = 0; at < thresholds.length; at++) {
    const [p, r] = [precision[at]!, recall[at]!];
    const score = (2 * p * r) / (p + r);
    if (best === undefined || score > best.score) best = { threshold: thresholds[at]!, score };
  }
  return best?.threshold;
}

/** Σ (step of recall) × precision, no interpolation, equal scores taken together, as `pairAveragePrecision`. `undefined` when no pair is right. */
export function curveAveragePrecision({ precision, recall }: PrecisionRecall): number | undefined {
  if (recall.length === 0) return undefined;
  return recall.reduce((sum, value, at) => sum + (value - (recall[at - 1] ?? 0)) * precision[at]!, 0);
}

/** At most `steps` + 1 points: the first to reach each multiple of 1 / `steps` of recall. */
export function thinned({ thresholds, precision, recall }: PrecisionRecall, steps: number): PrecisionRecall {
  const kept: number[] = [];
  let step = 0;
  for (let at = 0; at < recall.length; at++) {
    if (recall[at]! * steps < step) continue;
    kept.push(at);
    step = Math.floor(recall[at]! * steps) + 1;
  }
  // Rounding may end recall a hair below 1.
  if (recall.length > 0 && kept.at(-1) !== recall.length - 1) kept.push(recall.length - 1);
  const take = <T extends Float32Array | Float64Array>(values: T): number[] => kept.map((at) => values[at]!);
  return {
    thresholds: Float32Array.from(take(thresholds)),
    precision: Float64Array.from(take(precision)),
    recall: Float64Array.from(take(recall)),
  };
}
