import { z } from 'zod';
import type { LoadCurve } from '../../decision/cost-model.ts';
import type { CellRecord } from '../../record.ts';
import { mean } from '../../statistics/summary.ts';
import type { Direction } from '../../types.ts';
import { candidatesOf, select } from '../figures/figure-lookup.ts';

/** What a load cell keeps of every rate that was offered. */
const offered = z.array(
  z.object({
    ratePerSecond: z.number().positive(),
    direction: z.enum(['left-right', 'right-left']),
    p99Ms: z.number().nonnegative().optional(),
    serviceMeanMs: z.number().positive(),
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
    const usable = rates.data.filter((rate) => rate.valid && rate.direction === direction);
    const serviceMs = mean(usable.map(({ serviceMeanMs }) => serviceMeanMs));
    if (serviceMs === undefined) return [];
    const points = usable.map(({ ratePerSecond, p99Ms, backlogGrows }) => ({ ratePerSecond, p99Ms, sustained: !backlogGrows }));
    return [{ model: found.model, scorer: found.scorer, curve: { candidates, serviceMs, rates: points } }];
  });
  return (model, scorer) => curves.filter((one) => one.model === model && one.scorer === scorer).map(({ curve }) => curve);
}
