import type { Figure } from '../../record.ts';

const keys = ['dataset', 'split', 'model', 'scorer', 'direction', 'seed', 'device', 'leftCount', 'rightCount'] as const;

/** Rows by what they are about, in the order of their columns; figures about the same thing keep their order. Missing before present. */
export const inOrder = (figures: readonly Figure[]): Figure[] =>
  figures.toSorted((a, b) => {
    for (const key of keys) {
      const order = compare(a[key], b[key]);
      if (order !== 0) return order;
    }
    return 0;
  });

/** Numbers by size and before texts (seed `all` comes last), texts by code unit, whatever the locale. */
function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : 1;
}
