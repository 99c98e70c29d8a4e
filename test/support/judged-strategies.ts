import type { CellRecord, Figure, RunRecord } from '../../src/record.ts';
import type { LoadedRecord } from '../../src/report/record/read-record.ts';
import type { Direction } from '../../src/types.ts';
import { emptyCell } from './synthetic-record.ts';

/** A way to serve that was ranked and timed from left to right: nDCG@10 of each query, its family, and the median latency with its interval. */
export interface JudgedStrategy {
  readonly model: string;
  readonly scorer: string;
  readonly values?: readonly number[];
  readonly units?: readonly number[];
  readonly p50?: readonly [low: number, value: number, high: number];
}

/** A record in memory that holds these, with their figures. */
export function judgedStrategies(
  strategies: readonly JudgedStrategy[],
  suite: Partial<RunRecord['suite']> = {},
): { readonly loaded: LoadedRecord; readonly figures: Figure[] } {
  const cells: CellRecord[] = [];
  const perQuery: [string, LoadedRecord['perQuery'] extends ReadonlyMap<string, infer Kept> ? Kept : never][] = [];
  const figures = strategies.flatMap(({ model, scorer, values, units = [], p50 = [1, 1, 1] }): Figure[] => {
    const key = { dataset: 'toys', split: 'fold-0', model, seed: 0, scorer };
    const about = { ...key, direction: 'left-right' as Direction, device: 'cpu' as const, leftCount: 4, rightCount: 9 };
    if (values !== undefined) {
      const id = `${model} ${scorer}`;
      cells.push({ ...emptyCell, id, kind: 'quality', key });
      const kept = {
        rows: Int32Array.from(values.keys()),
        units: Int32Array.from(units),
        values: new Map([['nDCG@10', Float32Array.from(values)]]),
        near: new Map(),
      };
      perQuery.push([id, { 'left-right': kept, 'right-left': kept }]);
    }
    const [ciLow, value, ciHigh] = p50;
    return ['mean', 'p50'].map((of) => ({
      ...about,
      metric: `end to end ${of}`,
      unit: 'ms',
      value,
      ciLow,
      ciHigh,
      samples: 700,
    }));
  });
  const record = { suite: { name: 'made-up', baseline: 'tower', ...suite }, models: [], datasets: [] } as unknown as RunRecord;
  return { loaded: { record, cells, perQuery: new Map(perQuery) }, figures };
}
