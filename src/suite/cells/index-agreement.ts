import { readFeatures } from '../../retrieval/features-file.ts';
import { readManifest, requireIndexForm } from '../../retrieval/model-folder.ts';
import { openScorer } from '../../retrieval/open.ts';
import { embed, embeddingScore, recallAtK } from '../../retrieval/recall.ts';
import { isIndexScorer } from '../../retrieval/scorers/vector-index.ts';
import { mean } from '../../statistics/summary.ts';
import type { Features, ScorerSpec, Side } from '../../types.ts';

/** Recall of one index over one set of candidates. */
export interface IndexRecall {
  readonly dataset: string;
  readonly index: string;
  readonly value: number;
}

/** Recall@k of the index that a strategy searches, its own or that of its first stage, over each source; empty where it searches none. */
export async function indexRecall(
  sources: readonly { readonly dataset: string; readonly spec: ScorerSpec; readonly queries: Features }[],
  k: number,
): Promise<IndexRecall[]> {
  const recalls: IndexRecall[] = [];
  for (const { dataset, spec, queries } of sources) {
    const searching = spec.stages?.[0] ?? spec;
    const scorer = await openScorer(searching);
    if (isIndexScorer(scorer)) {
      const { metric } = requireIndexForm(await readManifest(searching.modelDir), searching.modelDir);
      const other: Side = searching.queries === 'left' ? 'right' : 'left';
      const embedded = await embed(searching.modelDir, searching.queries, queries, searching);
      const candidates = await embed(
        searching.modelDir,
        other,
        await readFeatures(searching.candidates, searching.candidateCount),
        searching,
      );
      const { indexFile: _, ...vectors } = searching;
      const exact = await openScorer({ ...vectors, kind: 'exact', settings: {} });
      const truth = await exact.search(await exact.encode(queries), k);
      await exact.close();
      const found = await scorer.search(await scorer.encode(queries), k);
      const recall = recallAtK(found, truth, Math.min(k, candidates.rows), embeddingScore(embedded, candidates, metric));
      recalls.push({ dataset, index: searching.kind, value: mean(recall)! });
    }
    await scorer.close();
  }
  return recalls;
}
