/**
 * Two scores of a pair made one: `w · rerank / σ_rerank + (1 − w) · first / σ_first`. Both are divided by their standard deviation over validation pairs, so
 * that w means the same for any two scorers; a shift would move all candidates of a query alike and is left out.
 */
export interface ScoreFusion {
  /** From 0, the first stage's order, to 1, the reranker's. */
  readonly weight: number;
  readonly firstScale: number;
  readonly rerankScale: number;
}

export const fuse = (first: number, rerank: number, { weight, firstScale, rerankScale }: ScoreFusion): number =>
  (weight * rerank) / rerankScale + ((1 - weight) * first) / firstScale;

/** Scores of validation queries with the candidates that the first stage retrieved, [Q, k]; places without a candidate are not finite, in both. */
export interface ValidationScores {
  readonly first: Float32Array;
  readonly rerank: Float32Array;
}

/** Weights that are tried: few enough that validation items can tell them apart. */
export const fusionWeights: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/**
 * The weight whose fused scores have the highest quality on validation queries; of equal ones that nearest to 1, the reranker alone.
 * @param quality of fused scores [Q, k] in the order of `scores`, higher is better: MRR over these candidates, say
 */
export function chooseFusion(scores: ValidationScores, quality: (fused: Float32Array) => number): ScoreFusion {
  const scales = { firstScale: deviation(scores.first), rerankScale: deviation(scores.rerank) };
  let best: { readonly fusion: ScoreFusion; readonly quality: number } | undefined;
  for (const weight of [...fusionWeights].reverse()) {
    const fusion = { weight, ...scales };
    const reached = quality(scores.first.map((first, i) => fuse(first, scores.rerank[i]!, fusion)));
    if (best === undefined || reached > best.quality) best = { fusion, quality: reached };
  }
  return best!.fusion;
}

/** Standard deviation of what is finite; 1 where all are equal, as there is nothing to scale. */
function deviation(values: Float32Array): number {
  let count = 0;
  let mean = 0;
  let squares = 0;
  // Welford 1962: no difference of large sums.
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const delta = value - mean;
    mean += delta / ++count;
    squares += delta * (value - mean);
  }
  return squares > 0 ? Math.sqrt(squares / count) : 1;
}
