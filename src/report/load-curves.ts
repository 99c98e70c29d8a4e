import { z } from 'zod';
import type { LoadCurve } from '../decision/cost-model.ts';
import type { CellRecord } from '../record.ts';
import type { Direction } from '../types.ts';
import { candidatesOf, select } from './figure-lookup.ts';

/** What a load cell keeps of every rate that was offered. */
const offered = z.array(
  z.object({
    ratePerSecond: z.number().positive(),
    p99Ms: z.number().nonnegative().optional(),
    backlogGrows: z.boolean(),
    valid: z.boolean(),
  }),
);

/** Load as it was measured on a data set in one direction, by strategy; none where the run has no such cells. */
export function loadCurves(
  cells: readonly CellRecord[],
  dataset: string,
  direction: Direction,
): (model: string, scorer: string) => LoadCurve[] {
  const curves = cells.flatMap((cell) => {
    if (cell.kind !== 'load' || cell.status !== 'done') return [];
    const [found] = select(cell.figures, { metric: 'sustained rate', direction, dataset });
    const candidates = found === undefined ? undefined : candidatesOf(found);
    const rates = offered.safeParse(cell.details?.load);
    if (found === undefined || candidates === undefined || !rates.success) return [];
    // A rate at which the generator lagged says nothing.
    const usable = rates.data.flatMap(({ ratePerSecond, p99Ms, backlogGrows, valid }) =>
      valid ? [{ ratePerSecond, p99Ms, sustained: !backlogGrows }] : [],
    );
    return [{ model: found.model, scorer: found.scorer, curve: { candidates, rates: usable } }];
  });
  return (model, scorer) =>
    curves.filter((one) => one.model === model && one.scorer === scorer && one.curve.rates.length > 0).map(({ curve }) => curve);
}
