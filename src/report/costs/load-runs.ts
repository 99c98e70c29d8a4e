import { z } from 'zod';
import type { CellRecord } from '../../record.ts';
import { type SubjectKey, select, subjects } from '../figures/figure-lookup.ts';

const ms = z.number().nonnegative();
/** What a load cell keeps of every rate that was offered. */
const pointSchema = z.object({
  ratePerSecond: z.number().positive(),
  served: z.int().nonnegative(),
  p50Ms: ms.optional(),
  p99Ms: ms.optional(),
  queueP99Ms: ms.optional(),
  serviceMeanMs: z.number().positive(),
  issueDelayP99Ms: z.number(),
  utilisation: z.number(),
  backlogGrows: z.boolean(),
  valid: z.boolean(),
});
/** What a load cell keeps, of one strategy in one direction. */
export const loadDetails = z.object({ objectiveMs: z.number().positive(), load: z.array(pointSchema) });

export type OfferedLoad = z.infer<typeof pointSchema>;

/** The search for the highest rate of one strategy. */
export interface LoadRun {
  readonly key: SubjectKey;
  readonly objectiveMs: number;
  /** The run at the highest rate that was sustained; undefined where none was. */
  readonly sustained: OfferedLoad | undefined;
  /** The run at the lowest rate that was not. */
  readonly failed: OfferedLoad | undefined;
}

/** Load as it was measured on a data set, in the order of the record; what has another form is left out. */
export function loadRuns(cells: readonly CellRecord[], dataset: string): LoadRun[] {
  return cells.flatMap((cell): LoadRun[] => {
    if (cell.kind !== 'load' || cell.status !== 'done') return [];
    const rate = select(cell.figures, { metric: 'sustained rate', dataset })[0];
    const details = loadDetails.safeParse(cell.details);
    if (rate === undefined || !details.success) return [];
    const { load, objectiveMs } = details.data;
    const above = load.filter(({ ratePerSecond }) => ratePerSecond > rate.value);
    return [
      {
        key: subjects([rate])[0]!,
        objectiveMs,
        sustained: load.findLast(({ ratePerSecond }) => ratePerSecond === rate.value),
        failed: above.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond).at(0),
      },
    ];
  });
}
