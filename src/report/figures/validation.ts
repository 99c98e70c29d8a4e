import { decisionMetric } from '../../metrics/metrics.ts';
import type { CellRecord, Figure } from '../../record.ts';
import { validationName } from './derived-names.ts';

/** What validation gave the weights that were kept, of every model and seed whose training, or import, tells: read from its log. */
export function validationFigures(cells: readonly CellRecord[]): Figure[] {
  return cells.flatMap(({ kind, status, key, details }): Figure[] => {
    const value = property(property(property(details, 'log'), 'best'), 'validation');
    if ((kind !== 'train' && kind !== 'import') || status !== 'done' || typeof value !== 'number') return [];
    const { model, dataset, split, seed } = key;
    return [{ model, dataset, split, seed, metric: validationName(decisionMetric), unit: 'fraction', value }];
  });
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
