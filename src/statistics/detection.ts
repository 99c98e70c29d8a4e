/** How well a score tells two kinds apart, one of which should score higher. */
export interface Detection {
  /** Probability that one of the positives scores above one of the negatives, ties a half (Hanley and McNeil 1982). */
  readonly auroc: number;
  /** Share of the negatives at or above the highest threshold that 95 % of the positives reach (Hendrycks and Gimpel 2017; Liang et al. 2018). */
  readonly falsePositiveRate: number;
}

const truePositiveRate = 0.95;

/**
 * Sorts once, then tells for any weights of the scored things, as resampling asks for them.
 * @returns a function of the weight of each; it gives `undefined` when positives or negatives have no weight
 */
export function detector(
  scores: ArrayLike<number>,
  positive: ArrayLike<number>,
): (weights: ArrayLike<number>) => Detection | undefined {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  return (weights) => {
    let positives = 0;
    let negatives = 0;
    for (let i = 0; i < order.length; i++) {
      if (positive[i] === 1) positives += weights[i]!;
      else negatives += weights[i]!;
    }
    if (positives === 0 || negatives === 0) return undefined;
    // Half a unit in the last place of a sum of whole numbers.
    const enough = truePositiveRate * positives * (1 - 1e-12);
    let truePositives = 0;
    let falsePositives = 0;
    let won = 0;
    let falsePositiveRate: number | undefined;
    for (let at = 0; at < order.length; ) {
      const score = scores[order[at]!]!;
      let here = 0;
      let wrongHere = 0;
      for (; at < order.length && scores[order[at]!] === score; at++) {
        const i = order[at]!;
        if (positive[i] === 1) here += weights[i]!;
        else wrongHere += weights[i]!;
      }
      won += here * (negatives - falsePositives - wrongHere / 2);
      truePositives += here;
      falsePositives += wrongHere;
      if (falsePositiveRate === undefined && truePositives >= enough) falsePositiveRate = falsePositives / negatives;
    }
    return { auroc: won / (positives * negatives), falsePositiveRate: falsePositiveRate ?? 1 };
  };
}
