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
  const isPositive = Uint8Array.from(order, (i) => Number(positive[i] === 1));
  // Where the next score is another one: a tie is judged as a whole.
  const endsTie = Uint8Array.from(order, (i, at) => Number(at + 1 === order.length || scores[order[at + 1]!] !== scores[i]));
  return (weights) => {
    let positives = 0;
    let all = 0;
    for (let at = 0; at < order.length; at++) {
      const weight = weights[order[at]!]!;
      all += weight;
      if (isPositive[at] === 1) positives += weight;
    }
    const negatives = all - positives;
    if (positives === 0 || negatives === 0) return undefined;
    // Half a unit in the last place of a sum of whole numbers.
    const enough = truePositiveRate * positives * (1 - 1e-12);
    let [truePositives, falsePositives, here, wrongHere, won] = [0, 0, 0, 0, 0];
    let falsePositiveRate: number | undefined;
    for (let at = 0; at < order.length; at++) {
      const weight = weights[order[at]!]!;
      if (isPositive[at] === 1) here += weight;
      else wrongHere += weight;
      if (endsTie[at] === 0) continue;
      won += here * (negatives - falsePositives - wrongHere / 2);
      truePositives += here;
      falsePositives += wrongHere;
      here = 0;
      wrongHere = 0;
      if (falsePositiveRate === undefined && truePositives >= enough) falsePositiveRate = falsePositives / negatives;
    }
    return { auroc: won / (positives * negatives), falsePositiveRate: falsePositiveRate ?? 1 };
  };
}
