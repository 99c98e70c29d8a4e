import { counted } from '../../counted.ts';
import type { Fault } from './faults.ts';
import type { Suite } from './schema.ts';

/** Splits that a suite lists and none of its seeds uses: a seed is trained on one split, seed k on split k modulo their number. */
export const unusedSplitFaults = ({ datasets, seeds }: Suite): Fault[] =>
  datasets.flatMap(({ splits = [] }, i) => {
    if (splits.length <= seeds) return [];
    const used = splits.slice(0, seeds).join(', ');
    const message = `no seed would use it: seed k uses split k, and ${counted(seeds, 'seed uses', 'seeds use')} ${used} alone. Say seeds: ${splits.length}, or list fewer splits.`;
    return [{ path: ['datasets', i, 'splits', seeds], message }];
  });

/** What a run says where its seeds leave splits of data sets out that it was not told to use by name. */
export function unusedSplitsNote({ datasets, seeds }: Suite, splitsOf: Readonly<Record<string, number>>): string | undefined {
  const left = datasets
    .map(({ name, splits }) => ({ name, count: splits?.length ?? splitsOf[name]! }))
    .filter(({ count }) => count > seeds);
  if (left.length === 0) return undefined;
  const first = seeds === 1 ? 'the first split is used' : `the first ${seeds} splits are used`;
  const all = Math.max(...left.map(({ count }) => count));
  return `seed k uses split k: with ${counted(seeds, 'seed')} only ${first} of ${left.map(({ name, count }) => `${name} (${counted(count, 'split')})`).join(', ')}; --seeds ${all} uses all`;
}
