import type { Device, Features, IndexForm, Matrix, Side, TopK } from '../types.ts';
import { vectorsOf } from './cached-side.ts';
import { encodeFeatures } from './encode-features.ts';
import { readManifest, requireIndexForm } from './model-folder.ts';

/** Scores this near the k-th true one are as good: fp32 sums in another order differ by about this much on unit vectors. */
const tolerance = 1e-6;

/** Scores of query and candidate embeddings, by row: float32 values, summed in float64. Higher is better (l2: minus the squared distance). */
export function embeddingScore(
  queries: Matrix,
  candidates: Matrix,
  metric: IndexForm['metric'],
): (query: number, candidate: number) => number {
  const width = queries.columns;
  return (query, candidate) => {
    let score = 0;
    for (let e = 0; e < width; e++) {
      const q = queries.data[query * width + e]!;
      const c = candidates.data[candidate * width + e]!;
      score += metric === 'l2' ? -((q - c) ** 2) : q * c;
    }
    return score;
  };
}

/**
 * Recall@k of every query: |{unique returned i : s(i) ≥ s_k − 1e-6}| / k, with s the score over unquantised embeddings and s_k the k-th best of all
 * candidates, which `exact` found. Counting by score admits ties (big-ann-benchmarks, neurips21); unique rows count once. With fewer than k candidates, k is their number.
 */
export function recallAtK(
  returned: TopK,
  exact: TopK,
  k: number,
  score: (query: number, candidate: number) => number,
): Float32Array {
  if (returned.k < k || exact.k < k) throw new Error(`internal: recall@${k} from lists of ${returned.k} and ${exact.k}`);
  const queries = exact.rows.length / exact.k;
  const recall = new Float32Array(queries);
  for (let query = 0; query < queries; query++) {
    const listed = ({ rows, k: depth }: TopK) =>
      new Set(rows.subarray(query * depth, query * depth + k).filter((row) => row >= 0));
    const truth = [...listed(exact)].map((row) => score(query, row));
    const least = Math.min(...truth) - tolerance;
    let hits = 0;
    for (const row of listed(returned)) if (score(query, row) >= least) hits++;
    recall[query] = hits / truth.length;
  }
  return recall;
}

/** Embeddings of one side, [N, E], as the model's index form has them. Throws a `UserError` for models without one. */
export async function embed(
  modelDir: string,
  side: Side,
  features: Features,
  settings: { readonly device: Device; readonly threads: number },
): Promise<Matrix> {
  const model = await readManifest(modelDir);
  const form = requireIndexForm(model, modelDir);
  return vectorsOf(await encodeFeatures(modelDir, model, side, features, settings), form[side]);
}
