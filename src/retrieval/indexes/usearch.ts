import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { UserError } from '../../errors.ts';
import { constantKnob, type Knobs, resolveKnobs, type Settings } from '../knobs.ts';
import type { IndexKind, Metric, VectorIndex } from './index.ts';
import { refuseOtherSize } from './other-size.ts';
import { withScratchFile } from './scratch-file.ts';

/** The part of usearch that is used. */
interface UsearchIndex {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  search(
    vectors: Float32Array,
    k: number,
    threads: number,
  ): { readonly keys: BigUint64Array; readonly distances: Float32Array; readonly counts?: BigUint64Array };
  save(path: string): void;
  load(path: string): void;
  size(): number | bigint;
  dimensions(): number | bigint;
}

interface Usearch {
  readonly Index: new (settings: {
    readonly dimensions: number;
    readonly metric: string;
    readonly quantization: string;
    readonly connectivity: number;
    readonly expansion_add: number;
    readonly expansion_search: number;
    readonly multi: boolean;
  }) => UsearchIndex;
}

const knobs: Knobs = {
  neighbours: constantKnob(16, false),
  efConstruction: constantKnob(128, false),
  efSearch: constantKnob(64, true),
};

/** HNSW by usearch: a prebuilt binary, typed arrays in and out. */
export const usearchKind: IndexKind = {
  knobs,
  load: () => void loadUsearch(),
  settingsFor: (given, count) => resolveKnobs(knobs, given, count),
  build(vectors, metric, given, threads) {
    const settings = resolveKnobs(knobs, given, vectors.rows);
    const { rows: count, columns: width } = vectors;
    const open = opener(width, metric);
    const index = open(settings);
    index.add(
      BigUint64Array.from({ length: count }, (_, row) => BigInt(row)),
      vectors.data,
      threads,
    );
    return wrap({ index, open, settings, count, width, metric, threads });
  },
  // A node: key, level, twice the neighbours on the lowest level and their number, and the few that are on higher ones; beside it its address and its key again.
  bytesFor: ({ rows, columns }, { neighbours }) => rows * (4 * columns + 8 * neighbours! + 64),
  packageName: 'usearch',
  open(bytes, { rows: count, columns: width }, metric, settings, threads) {
    const open = opener(width, metric);
    const index = open(settings);
    withScratchFile((path) => {
      writeFileSync(path, bytes);
      index.load(path);
    });
    refuseOtherSize({ count, width }, { count: Number(index.size()), width: Number(index.dimensions()) });
    return wrap({ index, open, settings, count, width, metric, threads });
  },
};

/** Makes empty indexes. */
const opener =
  (width: number, metric: Metric) =>
  (chosen: Settings): UsearchIndex =>
    new (loadUsearch().Index)({
      dimensions: width,
      metric: metric === 'l2' ? 'l2sq' : 'ip',
      quantization: 'f32',
      connectivity: chosen.neighbours!,
      expansion_add: chosen.efConstruction!,
      expansion_search: chosen.efSearch!,
      multi: false,
    });

interface Built {
  readonly index: UsearchIndex;
  readonly open: (settings: Settings) => UsearchIndex;
  readonly settings: Settings;
  readonly count: number;
  readonly width: number;
  readonly metric: Metric;
  readonly threads: number;
}

const wrap = (built: Built): VectorIndex => {
  const { index, open, settings, count, width, metric, threads } = built;
  return {
    count,
    get bytes() {
      return withScratchFile((path) => {
        index.save(path);
        return statSync(path).size;
      });
    },
    serialise: () =>
      withScratchFile((path) => {
        index.save(path);
        return readFileSync(path);
      }),
    settings,
    warnings: [],
    prepare: (queries) => ({ count: queries.length / width, vectors: queries }),
    search({ vectors, count: asked }, k) {
      const cut = Math.min(k, count);
      const found = index.search(vectors as Float32Array, cut, threads);
      const rows = new Int32Array(asked * cut).fill(-1);
      const scores = new Float32Array(asked * cut).fill(-Infinity);
      for (let query = 0; query < asked; query++) {
        const hits = found.counts === undefined ? found.keys.length : Number(found.counts[query]);
        for (let i = query * cut; i < query * cut + hits; i++) {
          rows[i] = Number(found.keys[i]);
          // usearch's inner product distance is 1 - q·c.
          scores[i] = metric === 'l2' ? -found.distances[i]! : 1 - found.distances[i]!;
        }
      }
      return { k: cut, rows, scores };
    },
    retune(given) {
      const wanted = resolveKnobs(knobs, given, count, settings);
      const copy = open(wanted);
      // efSearch is fixed at construction, but a saved graph loads into an index of another efSearch.
      withScratchFile((path) => {
        index.save(path);
        copy.load(path);
      });
      return wrap({ ...built, index: copy, settings: wanted });
    },
  };
};

const loadUsearch = (): Usearch => {
  try {
    // Its ESM entry can exceed the stack while it looks for its binary.
    return createRequire(import.meta.url)('usearch') as Usearch;
  } catch (cause) {
    throw new UserError('environment', 'usearch has no working binary on this machine.', {
      remedy: 'matchbench doctor --fix',
      cause,
    });
  }
};
