import { combinations, type StrategyData, strategyLabel } from '../../report/costs/recorded-strategies.ts';
import type { ServingSuite } from '../reading/serving-schema.ts';

/** A model and a way to serve it, as one line of a table. */
export interface Strategy extends StrategyData {
  readonly label: string;
  /** The training whose scores decide the order. */
  readonly model: string;
  readonly fused: boolean;
  /** Whether it ranks the pools of the suite. */
  readonly quality: boolean;
  /** Whether it is measured at growing numbers of candidates. */
  readonly sized: boolean;
  /** Whether quality and single queries are all that is measured of it. */
  readonly brief: boolean;
  /** Whether times are taken of it, beside its quality. */
  readonly timed: boolean;
}

/** Every strategy of a suite: lists of values are one strategy each, in the order of the file, the first list varying slowest. */
export const strategiesOf = ({ strategies }: ServingSuite): Strategy[] =>
  strategies.flatMap(({ settings, ...one }) =>
    combinations(settings).map((chosen) => labelled({ ...one, settings: chosen, timed: true })),
  );

/** With the label that its data give it. */
export const labelled = (strategy: Omit<Strategy, 'label'>): Strategy => ({ ...strategy, label: strategyLabel(strategy) });

/** The exhaustive scorer of a model: what its other strategies are compared with. */
export const referenceOf = (model: string, isIndexable: boolean): Strategy => {
  const scorer = isIndexable ? 'exact' : 'exhaustive-factorised';
  return labelled({ model, scorer, settings: {}, quality: true, sized: true, brief: false, fused: false, timed: true });
};

/** The references of all models that rank, each before the strategies of its model that the suite lists: these are always ranked. */
export function withReferences(strategies: readonly Strategy[], isIndexable: (model: string) => boolean): Strategy[] {
  return [...new Set(strategies.map(({ model }) => model))].flatMap((model) => {
    const reference = referenceOf(model, isIndexable(model));
    const own = strategies.filter((other) => other.model === model);
    const isReference = ({ label }: Strategy): boolean => label === reference.label;
    return [{ ...(own.find(isReference) ?? reference), quality: true }, ...own.filter((other) => !isReference(other))];
  });
}
