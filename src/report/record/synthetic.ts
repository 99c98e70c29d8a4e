import type { RunRecord } from '../../record.ts';

/** What stands before everything that a report says of drawn data, in plain text; `undefined` where all of it was collected. */
export function syntheticNote({ datasets }: Pick<RunRecord, 'datasets'>): string | undefined {
  const drawn = datasets.filter(({ synthetic }) => synthetic === true).map(({ name }) => name);
  if (drawn.length === 0) return undefined;
  const which = drawn.length === datasets.length ? '' : ` (${drawn.join(', ')})`;
  return `Synthetic data${which}: features were drawn at random and what is relevant was planted, so that nothing here tells which family is better on real data.`;
}
