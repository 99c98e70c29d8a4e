import type { LoadCurve } from '../../decision/cost-model.ts';
import type { CellRecord } from '../../record.ts';
import { mean } from '../../statistics/summary.ts';
import type { Direction } from '../../types.ts';
import { candidatesOf, select } from '../figures/figure-lookup.ts';
import { loadDetails } from './load-runs.ts';

/** Load as it was measured on a data set in one direction, by strategy; none where the run has no such cells. */
export function loadCurves(
  cells: readonly CellRecord[],
  dataset: string,
  direction: Direction,
): (model: string, scorer: string) => LoadCurve[] {
  const curves = cells.flatMap((cell) => {
    if (cell.kind !== 'load' || cell.status !== 'done') return [];
    // Also where no rate was sustained.
    const [found] = select(cell.figures, { metric: 'offline rate', direction, dataset });
    const candidates = found === undefined ? undefined : candidatesOf(found);
    const details = loadDetails.safeParse(cell.details);
    if (found === undefined || candidates === undefined || !details.success) return [];
    // A rate at which the generator lagged says nothing.
    const usable = details.data.load.filter(({ valid }) => valid);
    const serviceMs = mean(usable.map(({ serviceMeanMs }) => serviceMeanMs));
    if (serviceMs === undefined) return [];
    const rates = usable
      .map(({ ratePerSecond, p99Ms, backlogGrows }) => ({ ratePerSecond, p99Ms, sustained: !backlogGrows }))
      .toSorted((a, b) => a.ratePerSecond - b.ratePerSecond);
    return [{ model: found.model, scorer: found.scorer, curve: { candidates, serviceMs, rates } }];
  });
  return (model, scorer) => curves.filter((one) => one.model === model && one.scorer === scorer).map(({ curve }) => curve);
}
