import { join } from 'node:path';
import { counted } from '../../counted.ts';
import { loadDataset } from '../../dataset/load.ts';
import { featureRows } from '../../feature-rows.ts';
import { writeSafetensors } from '../../files/safetensors.ts';
import { systemClock } from '../../measuring/clock.ts';
import type { SampleSeries } from '../../record.ts';
import { featureTensors } from '../../retrieval/features-file.ts';
import { openScorer } from '../../retrieval/open.ts';
import type { Features, Scorer, Warning } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { noiseNoted } from './noise-noted.ts';
import type { ServingCell } from './serving.ts';

export interface ScaleCell extends ServingCell {
  /** Numbers of pairs N × M, ascending. */
  readonly pairs: readonly number[];
}

/** Short passes are repeated until this much time is gone, so that small sizes are not told from their first, cold ones. */
const enoughMs = 1_000;

/**
 * Times scoring all N × M pairs at each size, down to the k best of every query: `full pass` from raw features of both sides, `pair pass` with both sides
 * encoded. Items of all parts take part: speed does not depend on which. Queries are left items.
 */
export const run: CellRun<ScaleCell, TrainingKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const { dataset: name, split, model, seed } = key;
  const { left, right } = await loadDataset(context.dataset(name));
  const candidates = join(context.scratch, 'candidates.safetensors');
  await writeSafetensors(candidates, featureTensors(right.features));
  const samples: SampleSeries[] = [];
  const warnings: Warning[] = [];
  const largest = cell.pairs.at(-1)!;
  for (const pairs of cell.pairs) {
    const sizes = sides(pairs, left.items.length, right.items.length);
    if (sizes === undefined) {
      warnings.push({
        code: 'too-few-items',
        message: `${name} has too few items for ${counted(pairs, 'pair')}; this size was left out.`,
        remedy: 'Ask for fewer pairs in cost.scale.',
      });
      continue;
    }
    const { leftCount, rightCount } = sizes;
    context.progress(pairs / largest / 2, `${leftCount} × ${rightCount}`);
    const scorer = await openScorer({
      kind: cell.scorer,
      modelDir: context.input(cell.folder),
      queries: 'left',
      candidates,
      candidateCount: rightCount,
      device: cell.device,
      threads: cell.threads,
      settings: cell.settings,
    });
    const { encode, pairs: paired } = await passes(scorer, featureRows(left.features, 0, leftCount), cell.k);
    await scorer.close();
    const { device } = cell;
    const key = {
      model,
      scorer: cell.scorer,
      direction: 'left-right',
      dataset: name,
      split,
      seed,
      device,
      leftCount,
      rightCount,
    } as const;
    const candidatesSeconds = (scorer.opening.find(({ phase }) => phase === 'encode candidates')?.ms ?? 0) / 1_000;
    samples.push(
      { name: 'full pass', unit: 's', key, values: paired.map((seconds, i) => candidatesSeconds + encode[i]! + seconds) },
      { name: 'pair pass', unit: 's', key, values: paired },
    );
    warnings.push(...scorer.warnings);
  }
  return { samples, warnings };
});

/** Nearly square sides with about that many pairs; undefined where the data set is too small. */
function sides(pairs: number, lefts: number, rights: number): { leftCount: number; rightCount: number } | undefined {
  if (pairs > lefts * rights) return undefined;
  const square = Math.round(Math.sqrt(pairs));
  const rightCount = Math.min(rights, Math.max(square, Math.ceil(pairs / lefts)));
  return { leftCount: Math.min(lefts, Math.round(pairs / rightCount)), rightCount };
}

/** Seconds of encoding the queries, and of all pairs, in each pass; the shapes that a pass uses are warmed first. */
async function passes(scorer: Scorer, queries: Features, k: number): Promise<{ encode: number[]; pairs: number[] }> {
  const few = featureRows(queries, 0, Math.min(64, queries.global.rows));
  await scorer.search(await scorer.encode(few), k);
  const [encode, pairs]: [number[], number[]] = [[], []];
  const start = systemClock.nowMs();
  do {
    const asked = systemClock.nowMs();
    const encoded = await scorer.encode(queries);
    const searched = systemClock.nowMs();
    await scorer.search(encoded, k);
    encode.push((searched - asked) / 1_000);
    pairs.push((systemClock.nowMs() - searched) / 1_000);
  } while (systemClock.nowMs() - start < enoughMs);
  return { encode, pairs };
}
