import { measureBatches } from '../../measuring/batches.ts';
import type { SampleSeries } from '../../record.ts';
import { openScorer } from '../../retrieval/open.ts';
import { transferred } from '../../runtime/device-use.ts';
import type { Warning } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { bounds, type LatencyBudget } from './latency.ts';
import { noiseNoted } from './noise-noted.ts';
import { type ServingCell, serving } from './serving.ts';
import { measureTransfer } from './transfer.ts';

export interface BatchCell extends ServingCell, LatencyBudget {
  /** Numbers of queries that are asked at once, ascending. */
  readonly batches: readonly number[];
  /** Numbers of candidates, ascending; those of the whole test part where left out. */
  readonly candidates?: readonly number[];
}

/** Batches of a series at least: the median of fewer has no interval. */
const leastBatches = 11;

/**
 * Time of answering B queries at once, their encoding included, by B and by the number M of candidates: left items ask. On another device than the CPU also
 * the time in which as many bytes go there and back without any work.
 */
export const run: CellRun<BatchCell, TrainingKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const { spec, queries, key: whole } = await serving(cell, key, context, 'left-right');
  const [asking, asked] = [queries.global.rows, whole.rightCount!];
  const sizes = cell.candidates ?? [asked];
  const samples: SampleSeries[] = [];
  const warnings: Warning[] = [tooFew('candidates', sizes, asked), tooFew('queries', cell.batches, asking)].flat();
  const details: Record<string, unknown>[] = [];
  const shapes = sizes
    .filter((count) => count <= asked)
    .flatMap((count) => cell.batches.filter((batch) => batch <= asking).map((batch) => ({ count, batch })));
  for (const count of sizes.filter((size) => size <= asked)) {
    const scorer = await openScorer({ ...spec, candidateCount: count });
    const sized = { ...whole, rightCount: count };
    for (const { batch } of shapes.filter((shape) => shape.count === count)) {
      context.progress(samples.length / shapes.length, `${batch} × ${count}`);
      const limits = { ...bounds(cell), minimumCount: leastBatches };
      const before = transferred();
      const { ms, warmUp, calls, warnings: doubts } = await measureBatches(scorer, queries, batch, cell.k, limits);
      const after = transferred();
      const at = { ...sized, leftCount: batch };
      samples.push({ name: 'batch', unit: 'ms', key: at, values: ms });
      const moved = { runs: (after.runs - before.runs) / calls, bytes: (after.bytes - before.bytes) / calls };
      if (spec.device !== 'cpu') {
        const values = await measureTransfer(spec, moved, ms.length);
        samples.push({ name: 'transfer', unit: 'ms', key: at, values });
      }
      warnings.push(...scorer.warnings, ...doubts);
      details.push({
        batch,
        candidates: count,
        firstCallMs: warmUp.firstCallMs,
        warmUpMs: warmUp.ms,
        calls: moved.runs,
        bytes: moved.bytes,
      });
    }
    await scorer.close();
  }
  return { samples, warnings, details: { batches: details } };
});

function tooFew(what: string, wanted: readonly number[], there: number): Warning[] {
  const left = wanted.filter((count) => count > there);
  return left.length === 0
    ? []
    : [
        {
          code: 'too-few-items',
          message: `The test part has ${there} ${what}: ${left.join(', ')} at once were left out.`,
          remedy: 'Ask for fewer in cost.batch.',
        },
      ];
}
