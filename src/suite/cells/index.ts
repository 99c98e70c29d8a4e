import { UserError } from '../../errors.ts';
import { measureLatency } from '../../measuring/latency.ts';
import type { Figure, SampleSeries } from '../../record.ts';
import { directions } from '../../report/figures/per-query.ts';
import { readFeatures } from '../../retrieval/features-file.ts';
import { readManifest, requireIndexForm } from '../../retrieval/model-folder.ts';
import { openScorer } from '../../retrieval/open.ts';
import { embed, embeddingScore, recallAtK } from '../../retrieval/recall.ts';
import { kindOf } from '../../retrieval/scorer-kinds.ts';
import { type IndexScorer, isIndexScorer } from '../../retrieval/scorers/vector-index.ts';
import type { ScorerSpec, Warning } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { candidateSide, querySide } from '../planning/layout.ts';
import { distinctWarnings } from './distinct-warnings.ts';
import { bounds, type LatencyBudget } from './latency.ts';
import { noiseNoted } from './noise-noted.ts';
import { openingFigures } from './opening-figures.ts';
import { type ServingCell, serving } from './serving.ts';

export interface IndexCell extends ServingCell, LatencyBudget {
  readonly knob: string;
  readonly values: readonly number[];
}

/** Builds an index over cached embeddings once a direction, then takes recall and latency at each value of its knob. */
export const run: CellRun<IndexCell, TrainingKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const figures: Figure[] = [];
  const samples: SampleSeries[] = [];
  const warnings: Warning[] = [];
  for (const [i, direction] of directions.entries()) {
    context.progress(i / directions.length, `${direction}: building`);
    const { spec, queries, key: figureKey } = await serving(cell, key, context, direction);
    const built = await openIndex(spec, cell, warnings);
    if (built === undefined) continue;

    const [asking, asked] = [querySide(direction), candidateSide(direction)];
    const embedded = await embed(spec.modelDir, asking, queries, spec);
    const candidates = await embed(spec.modelDir, asked, await readFeatures(spec.candidates), spec);
    const exact = await openScorer({ ...spec, kind: 'exact', settings: {} });
    const truth = await exact.search(await exact.encode(queries), cell.k);
    await exact.close();
    const { metric } = requireIndexForm(await readManifest(spec.modelDir), spec.modelDir);
    const score = embeddingScore(embedded, candidates, metric);

    for (const [step, value] of cell.values.entries()) {
      context.progress((i + step / cell.values.length) / directions.length, `${direction}: ${cell.knob} ${value}`);
      const scorer = built.retune({ [cell.knob]: value });
      const inForce = scorer.spec.settings[cell.knob] ?? value;
      const named = { ...figureKey, scorer: `${servedBy(scorer.spec.kind, cell.scorer)} ${cell.knob}=${inForce}` };
      if (samples.some(({ key: taken }) => taken.scorer === named.scorer && taken.direction === direction)) continue;
      const found = await scorer.search(await scorer.encode(queries), cell.k);
      const recalls = recallAtK(found, truth, Math.min(cell.k, candidates.rows), score);
      const recall = recalls.reduce((sum, one) => sum + one, 0) / recalls.length;
      const latency = await measureLatency(scorer, queries, { k: cell.k, ...bounds(cell) }, named);
      figures.push(...openingFigures(scorer.opening, named));
      figures.push({ ...named, metric: `index recall@${cell.k}`, unit: 'fraction', value: recall });
      samples.push(...latency.samples);
      warnings.push(...scorer.warnings, ...latency.warnings);
    }
    await built.close();
  }
  return { figures, samples, warnings: distinctWarnings(warnings) };
});

/** A stand-in says for whom: its rows lie beside those of its own sweep, if the suite has one. */
const servedBy = (kind: string, asked: string): string => (kind === asked ? kind : `${kind} for ${asked}`);

/** Opens the index, or what stands in for it. Undefined, with a warning, where neither library works: exact search remains. */
async function openIndex(spec: ScorerSpec, cell: IndexCell, warnings: Warning[]): Promise<IndexScorer | undefined> {
  const start = { ...spec, settings: { ...cell.settings, [cell.knob]: cell.values[0]! } };
  try {
    const scorer = await openScorer(start);
    if (!isIndexScorer(scorer)) throw new Error(`internal: ${spec.kind} has no index to sweep`);
    return scorer;
  } catch (error) {
    if (!(error instanceof UserError) || error.kind !== 'environment') throw error;
    const { standIn } = kindOf(spec.kind);
    const instead = standIn ?? 'exact search only';
    warnings.push({
      code: 'index-library',
      message: `${spec.kind} cannot be used here (${error.message}); measured instead: ${instead}.`,
      remedy: 'Run matchbench doctor --fix.',
    });
    return standIn === undefined ? undefined : openIndex({ ...spec, kind: standIn }, cell, warnings);
  }
}
