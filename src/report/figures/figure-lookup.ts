import type { Measured } from '../../decision/measured.ts';
import type { Figure } from '../../record.ts';
import type { Direction } from '../../types.ts';

/** What the figures wanted have in common; a key that is named must be equal, also where it is `undefined`. */
export type FigureFilter = Partial<Figure>;

export const select = (figures: readonly Figure[], filter: FigureFilter): Figure[] => {
  const { metric, ...others } = filter;
  const keys = Object.keys(others) as (keyof typeof others)[];
  const among = metric === undefined ? figures : ofMetric(figures, metric);
  return among.filter((figure) => {
    // Asked of every figure, hundreds of times: no call for each key.
    for (let i = 0; i < keys.length; i++) if (figure[keys[i]!] !== others[keys[i]!]) return false;
    return true;
  });
};

const indexes = new WeakMap<readonly Figure[], { length: number; byMetric: Map<string, Figure[]> }>();

/** Reports ask the same thousands of figures for one metric after another. A list that has grown since is read again. */
function ofMetric(figures: readonly Figure[], metric: string): readonly Figure[] {
  let index = indexes.get(figures);
  if (index?.length !== figures.length) {
    index = { length: figures.length, byMetric: new Map() };
    for (const figure of figures) {
      const known = index.byMetric.get(figure.metric);
      if (known === undefined) index.byMetric.set(figure.metric, [figure]);
      else known.push(figure);
    }
    indexes.set(figures, index);
  }
  return index.byMetric.get(metric) ?? [];
}

export const find = (figures: readonly Figure[], filter: FigureFilter): Figure | undefined => select(figures, filter)[0];

export const measured = ({ value, ciLow, ciHigh }: Figure): Measured => ({ value, low: ciLow, high: ciHigh });

/** What latency figures are about: one row of a table. */
export type SubjectKey = Pick<
  Figure,
  'model' | 'scorer' | 'direction' | 'dataset' | 'split' | 'seed' | 'device' | 'leftCount' | 'rightCount'
>;

/** The different subjects of some figures, in their order. */
export function subjects(figures: readonly Figure[]): SubjectKey[] {
  const found = new Map<string, SubjectKey>();
  for (const { model, scorer, direction, dataset, split, seed, device, leftCount, rightCount } of figures) {
    const key = { model, scorer, direction, dataset, split, seed, device, leftCount, rightCount };
    const name = JSON.stringify(Object.values(key).map((value) => value ?? null));
    if (!found.has(name)) found.set(name, key);
  }
  return [...found.values()];
}

/** How many candidates a query has: the items of the side that does not ask. */
export const candidatesOf = ({ direction, leftCount, rightCount }: SubjectKey): number | undefined =>
  direction === 'right-left' ? leftCount : rightCount;

export const arrow = (direction: Direction | undefined): string => direction?.replace('-', '→') ?? 'both';
