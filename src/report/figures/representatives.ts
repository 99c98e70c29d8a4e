import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { isArm } from '../record/arms.ts';
import type { ModelRuns } from './accuracy-runs.ts';
import { decisionApart, decisionTogether } from './accuracy-statistics.ts';
import { toRepresentative } from './derived-names.ts';
import { differenceOverSeeds } from './difference-figures.ts';
import { select } from './figure-lookup.ts';
import { differencesByPair, pairRuns } from './paired-runs.ts';

/** The model that speaks for its family on one data set. */
export interface Representative {
  readonly model: string;
  /** How many models of the family it was chosen from. */
  readonly of: number;
  /** Mean over the shared seeds; `undefined` when no model of the family has one, and the first was taken. */
  readonly validation: number | undefined;
}

/**
 * One representative a family: the model with the best mean validation figure over the shared seeds, arms left out, so that no test result has a part in
 * the choice. A model without validation is only taken where no other has one: the baseline before others, then in the order of the record.
 */
export function representatives(
  record: RunRecord,
  models: readonly ModelRuns[],
  seeds: readonly number[],
  validation: readonly Figure[],
): ReadonlyMap<string, Representative> {
  const chosen = new Map<string, Representative>();
  const measured = record.models.filter(({ name }) => !isArm(name) && models.some(({ model }) => model === name));
  for (const family of new Set(measured.map((manifest) => manifest.family))) {
    const members = measured
      .filter((manifest) => manifest.family === family)
      .toSorted((a, b) => Number(b.name === record.suite.baseline) - Number(a.name === record.suite.baseline))
      .map(({ name }) => ({ model: name, validation: meanOver(seeds, select(validation, { model: name })) }));
    const [best] = members.toSorted((a, b) => (b.validation ?? -1) - (a.validation ?? -1));
    chosen.set(family, { ...best!, of: members.length });
  }
  return chosen;
}

function meanOver(seeds: readonly number[], figures: readonly Figure[]): number | undefined {
  const values = seeds.flatMap((seed) => select(figures, { seed }).map(({ value }) => value));
  return seeds.length > 0 && values.length === seeds.length
    ? values.reduce((sum, value) => sum + value, 0) / seeds.length
    : undefined;
}

/** Differences of a model to one that speaks for a family, over the `seeds`: both directions together, with a p where it is `tested`, and each direction apart. */
export function representativeFigures(
  model: ModelRuns,
  representative: ModelRuns,
  tested: boolean,
  seeds: readonly number[],
): Figure[] {
  const pairs = pairRuns(model, representative).filter((pair) => seeds.includes(pair.model.seed));
  if (pairs.length === 0) return [];
  return [decisionTogether, ...decisionApart].flatMap((statistic) => {
    const values = differencesByPair(statistic, pairs);
    const asked = tested && statistic === decisionTogether ? 'p' : 'detectable';
    return differenceOverSeeds(model, pairs, statistic, toRepresentative(decisionMetric), values, asked);
  });
}
