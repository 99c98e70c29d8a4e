import type { CellRecord, Figure, RunRecord } from '../../record.ts';
import { recordedStrategies, strategyNamed } from './recorded-strategies.ts';

type Named = Pick<Figure, 'dataset' | 'model' | 'scorer'>;

/**
 * Tells whether what a way to serve takes over drawn items says nothing of real ones. Where drawn and real sizes meet, an index has to find the same share of the
 * exact best at every setting that was measured: where one does not, nothing that searches these vectors by this kind of index is believed over drawn items.
 */
export function unlikeReal({ suite }: Pick<RunRecord, 'suite'>, cells: readonly CellRecord[]): (strategy: Named) => boolean {
  const recorded = recordedStrategies(suite);
  const searched = ({ dataset, model, scorer }: Named): string => {
    const strategy = strategyNamed(recorded, { model, scorer });
    const index = strategy?.first ?? strategy ?? { model, scorer };
    return JSON.stringify([dataset, index.model, index.scorer]);
  };
  const unlike = new Set(
    cells.filter(({ warnings }) => warnings.some(({ code }) => code === 'synthetic-index')).map(({ key }) => searched(key)),
  );
  return (strategy) => unlike.has(searched(strategy));
}
