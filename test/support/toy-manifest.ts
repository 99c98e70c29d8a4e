import type { DatasetManifest } from '../../src/dataset/manifest.ts';

const side = (count: number, width: number, tokens?: object) => ({
  name: 'x',
  count,
  features: { width, storage: 'F32', ...(tokens === undefined ? {} : { tokens }) },
  backbone: { id: 'x' },
});

/** As much of a data set as a plan reads: `toys`, 300 left items of width 32, 200 right ones of width 16, both with these tokens if any. */
export const toyManifest = ({ splits = ['a', 'b'], tokens }: { splits?: readonly string[]; tokens?: object } = {}) =>
  ({
    name: 'toys',
    sides: { left: side(300, 32, tokens), right: side(200, 16, tokens) },
    splits: splits.map((name) => ({ name, description: '' })),
  }) as unknown as DatasetManifest;
