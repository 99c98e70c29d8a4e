import type { ServingSuite } from './serving-schema.ts';

/** A model and a way to serve it, as one line of a table. */
export interface Strategy {
  /** Scorer, what it is built upon, and the settings that were given: `cascade first=exact k=100`. */
  readonly label: string;
  /** The training whose scores decide the order. */
  readonly model: string;
  readonly scorer: string;
  readonly settings: Readonly<Record<string, number>>;
  /** Whether it is measured at growing numbers of candidates. */
  readonly sized: boolean;
  /** Whether the weights of a cascade's two scores are chosen on validation. */
  readonly fused: boolean;
  /** Whether times are taken of it, beside its quality. */
  readonly timed: boolean;
  readonly first?: { readonly model: string; readonly scorer: string; readonly settings: Readonly<Record<string, number>> };
}

/** Every strategy of a suite: lists of values are one strategy each, in the order of the file, the first list varying slowest. */
export const strategiesOf = ({ strategies }: ServingSuite): Strategy[] =>
  strategies.flatMap(({ model, scorer, settings, sized, fused, first }) =>
    combinations(Object.entries(settings)).map((chosen) => ({
      label: `${strategyLabel(scorer, chosen, first)}${fused ? ' weight=chosen' : ''}`,
      model,
      scorer,
      settings: chosen,
      sized,
      fused,
      timed: true,
      ...(first === undefined ? {} : { first }),
    })),
  );

function combinations(entries: readonly (readonly [string, number | readonly number[]])[]): Record<string, number>[] {
  return entries.reduce<Record<string, number>[]>(
    (all, [name, values]) => all.flatMap((chosen) => [values].flat().map((value) => ({ ...chosen, [name]: value }))),
    [{}],
  );
}

const said = (settings: Readonly<Record<string, number>>): string[] =>
  Object.entries(settings).map(([name, value]) => `${name}=${value}`);

/** The settings of what it is built upon stand in brackets, where there are any. */
export function strategyLabel(scorer: string, settings: Strategy['settings'], first: Strategy['first']): string {
  const beneath = first === undefined ? [] : said(first.settings);
  const stage = first === undefined ? [] : [`first=${first.scorer}${beneath.length === 0 ? '' : `(${beneath.join(' ')})`}`];
  return [scorer, ...stage, ...said(settings)].join(' ');
}

/** The exhaustive scorer of a model: what its other strategies are compared with. */
export const referenceOf = (model: string, isIndexable: boolean): Strategy => {
  const scorer = isIndexable ? 'exact' : 'exhaustive-factorised';
  return { label: scorer, model, scorer, settings: {}, sized: true, fused: false, timed: true };
};

/** The references of all models that rank, each before the strategies of its model that the suite lists. */
export function withReferences(strategies: readonly Strategy[], isIndexable: (model: string) => boolean): Strategy[] {
  return [...new Set(strategies.map(({ model }) => model))].flatMap((model) => {
    const reference = referenceOf(model, isIndexable(model));
    const own = strategies.filter((other) => other.model === model);
    const isReference = ({ label }: Strategy): boolean => label === reference.label;
    return [own.find(isReference) ?? reference, ...own.filter((other) => !isReference(other))];
  });
}
