import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { counted } from '../../counted.ts';
import type { Matrix, Warning } from '../../types.ts';
import { constantKnob as constant, type Knobs, resolveKnobs, type Settings } from '../knobs.ts';
import { faissDefaults, patchHnsw, patchIvf } from './faiss-knobs.ts';
import { type Faiss, type FaissIndex, loadFaiss } from './faiss-library.ts';
import { knobWorks } from './faiss-self-test.ts';
import type { IndexKind, Metric, VectorIndex } from './index.ts';
import { refuseOtherSize } from './other-size.ts';
import { withScratchFile } from './scratch-file.ts';

/** How one faiss index is described to its factory, and how its search-time knobs are written. */
interface FaissKind {
  readonly knobs: Knobs;
  readonly descriptor: (settings: Settings) => string;
  /** What a fresh index holds, where patching is not possible. */
  readonly untouched: Settings;
  /** Writes the wanted knobs over the old ones; absent where there is nothing to tune. */
  readonly patch?: (bytes: Buffer, size: { count: number; width: number }, old: Settings, wanted: Settings) => void;
  /** The knob that the self-test turns, from low to high. */
  readonly tested?: { readonly knob: string; readonly low: number; readonly high: number; readonly settings: Settings };
  /** Bytes an item beside its float32 vector. */
  readonly linkBytes: (settings: Settings) => number;
  /** Vectors to train on, where the kind is trained. */
  readonly trainOn?: (settings: Settings) => number;
}

const at = (settings: Settings, name: string): number => settings[name]!;

const kinds = {
  'faiss-flat': { knobs: {}, descriptor: () => 'Flat', untouched: {}, linkBytes: () => 0 },
  'faiss-hnsw': {
    knobs: { neighbours: constant(32, false), efConstruction: constant(100, false), efSearch: constant(64, true) },
    descriptor: (settings) => `HNSW${at(settings, 'neighbours')},Flat`,
    untouched: { efSearch: faissDefaults.efSearch, efConstruction: faissDefaults.efConstruction },
    patch: (bytes, size, old, wanted) => {
      const ef = (settings: Settings) => ({ efSearch: at(settings, 'efSearch'), efConstruction: at(settings, 'efConstruction') });
      patchHnsw(bytes, size, ef(old), ef(wanted));
    },
    // Twice the neighbours on the lowest level, an offset and a level, and the few that are on higher ones (faiss/impl/HNSW.h).
    linkBytes: (settings) => 8 * at(settings, 'neighbours') + 24,
    tested: { knob: 'efSearch', low: 1, high: 700, settings: { neighbours: 8 } },
  },
  'faiss-ivf': {
    knobs: {
      // FAISS asks for 39 training vectors a list (faiss/Clustering.h); about 4√M lists is its guideline.
      lists: {
        fallback: (count) => Math.max(1, Math.min(Math.round(4 * Math.sqrt(count)), Math.floor(count / 39))),
        atSearch: false,
      },
      nprobe: constant(8, true),
    },
    descriptor: (settings) => `IVF${at(settings, 'lists')},Flat`,
    untouched: { nprobe: faissDefaults.nprobe },
    patch: (bytes, _size, old, wanted) => patchIvf(bytes, at(wanted, 'lists'), at(old, 'nprobe'), at(wanted, 'nprobe')),
    linkBytes: () => 8,
    tested: { knob: 'nprobe', low: 1, high: 16, settings: { lists: 16 } },
    // More than 256 a list are not used (faiss/Clustering.h: max_points_per_centroid).
    trainOn: (settings) => 256 * at(settings, 'lists'),
  },
} satisfies Record<string, FaissKind>;

export type FaissKindName = keyof typeof kinds;

const builder = (name: FaissKindName): IndexKind => {
  const kind: FaissKind = kinds[name];
  const works = (faiss: Faiss): boolean => kind.tested === undefined || patchingWorks(name, kind, kind.tested, faiss);
  const loaded = (threads: number) => {
    const library = loadFaiss(threads);
    const patched = works(library.faiss);
    const warnings = library.threads === threads ? [] : [threadWarning(library.threads, threads)];
    return { faiss: library.faiss, patched, warnings: patched ? warnings : [...warnings, knobWarning(name, kind.untouched)] };
  };
  const settingsFor = (given: Settings, count: number, threads: number): Settings => {
    const wanted = resolveKnobs(kind.knobs, given, count);
    return loaded(threads).patched ? wanted : { ...wanted, ...kind.untouched };
  };
  return {
    knobs: kind.knobs,
    load: (threads) => void works(loadFaiss(threads).faiss),
    settingsFor,
    bytesFor({ rows, columns }, settings) {
      // Vectors to train on cross into the library as plain numbers of 8 bytes.
      const training = kind.trainOn === undefined ? 0 : 8 * columns * Math.min(rows, kind.trainOn(settings));
      return rows * (4 * columns + kind.linkBytes(settings)) + training;
    },
    packageName: 'faiss-node',
    build(vectors, metric, given, threads) {
      const settings = settingsFor(given, vectors.rows, threads);
      const { faiss, patched, warnings } = loaded(threads);
      const index = grow(kind, faiss, vectors, metric, settings, patched);
      const size = { count: vectors.rows, width: vectors.columns };
      return wrap({ kind, faiss, metric, settings, warnings, works: patched, size }, index);
    },
    open(bytes, { rows: count, columns: width }, metric, settings, threads) {
      const { faiss, patched, warnings } = loaded(threads);
      const index = readBack(faiss, bytes);
      refuseOtherSize({ count, width }, { count: index.ntotal(), width: index.getDimension() });
      return wrap({ kind, faiss, metric, settings, warnings, works: patched, size: { count, width } }, index);
    },
  };
};

/** The kinds of index that faiss-node serves, by scorer name. */
export const faissKinds: Readonly<Record<FaissKindName, IndexKind>> = {
  'faiss-flat': builder('faiss-flat'),
  'faiss-hnsw': builder('faiss-hnsw'),
  'faiss-ivf': builder('faiss-ivf'),
};

const tested = new Map<string, boolean>();

const patchingWorks = (
  name: string,
  kind: FaissKind,
  { knob, low, high, settings }: NonNullable<FaissKind['tested']>,
  faiss: Faiss,
): boolean => {
  let works = tested.get(name);
  if (works === undefined) {
    works = knobWorks(
      (vectors, value) => {
        const resolved = resolveKnobs(kind.knobs, { ...settings, [knob]: value }, vectors.rows);
        const index = grow(kind, faiss, vectors, 'innerProduct', resolved, true);
        const size = { count: vectors.rows, width: vectors.columns };
        return wrap({ kind, faiss, metric: 'innerProduct', settings: resolved, warnings: [], works: true, size }, index);
      },
      low,
      high,
    );
    tested.set(name, works);
  }
  return works;
};

/** Rows a call of `add`: bounds the plain arrays that faiss-node takes. */
const addBlock = 4096;

const grow = (kind: FaissKind, faiss: Faiss, vectors: Matrix, metric: Metric, settings: Settings, works: boolean): FaissIndex => {
  const { rows, columns: width, data } = vectors;
  const type = metric === 'l2' ? faiss.MetricType.METRIC_L2 : faiss.MetricType.METRIC_INNER_PRODUCT;
  let index = faiss.Index.fromFactory(width, kind.descriptor(settings), type);
  // Before anything is added: efConstruction acts while adding.
  if (works && kind.patch !== undefined) {
    const bytes = index.toBuffer();
    kind.patch(bytes, { count: 0, width }, kind.untouched, settings);
    index = faiss.Index.fromBuffer(bytes);
  }
  if (kind.trainOn !== undefined) index.train(spread(vectors, kind.trainOn(settings)));
  for (let first = 0; first < rows; first += addBlock)
    index.add(Array.from(data.subarray(first * width, (first + addBlock) * width)));
  return index;
};

/** At most `count` rows, evenly spaced. */
const spread = ({ rows, columns, data }: Matrix, count: number): number[] => {
  const taken = Math.min(rows, count);
  const values = new Array<number>(taken * columns);
  for (let i = 0; i < taken; i++) {
    const from = Math.floor((i * rows) / taken) * columns;
    for (let e = 0; e < columns; e++) values[i * columns + e] = data[from + e]!;
  }
  return values;
};

interface Context {
  readonly kind: FaissKind;
  readonly faiss: Faiss;
  readonly metric: Metric;
  readonly settings: Settings;
  readonly warnings: readonly Warning[];
  readonly works: boolean;
  readonly size: { readonly count: number; readonly width: number };
}

const wrap = (context: Context, index: FaissIndex): VectorIndex => {
  const { kind, faiss, metric, settings, warnings, works, size } = context;
  const { count, width } = size;
  const sign = metric === 'l2' ? -1 : 1;
  return {
    count,
    get bytes() {
      return writtenBytes(index);
    },
    serialise: () => written(index),
    settings,
    warnings,
    prepare: (queries) => ({ count: queries.length / width, vectors: Array.from(queries) }),
    search({ vectors }, k) {
      const cut = Math.min(k, count);
      const { distances, labels } = index.search(vectors as number[], cut);
      return { k: cut, rows: labels, scores: Float32Array.from(distances, (distance) => sign * distance) };
    },
    retune(given) {
      const wanted = resolveKnobs(kind.knobs, given, count, settings);
      if (!works || kind.patch === undefined) return wrap(context, index);
      return wrap(
        { ...context, settings: wanted },
        rewritten(faiss, index, (copy) => kind.patch?.(copy, size, settings, wanted)),
      );
    },
  };
};

const writtenBytes = (index: FaissIndex): number =>
  withScratchFile((path) => {
    index.write(path);
    return statSync(path).size;
  });

// Through files: faiss-node's buffers leak.
const written = (index: FaissIndex): Buffer =>
  withScratchFile((path) => {
    index.write(path);
    return readFileSync(path);
  });

const readBack = (faiss: Faiss, bytes: Uint8Array): FaissIndex =>
  withScratchFile((path) => {
    writeFileSync(path, bytes);
    return faiss.Index.read(path);
  });

/** A copy of the index with some bytes changed. */
const rewritten = (faiss: Faiss, index: FaissIndex, change: (bytes: Buffer) => void): FaissIndex => {
  const bytes = written(index);
  change(bytes);
  return readBack(faiss, bytes);
};

const threadWarning = (has: number, wanted: number): Warning => ({
  code: 'faiss-threads',
  message: `faiss was loaded with ${counted(has, 'thread')}, ${wanted} were asked for.`,
  remedy: 'Open scorers of different thread counts in processes of their own.',
});

const knobWarning = (name: string, untouched: Settings): Warning => ({
  code: 'faiss-knobs',
  message: `This build of faiss writes ${name} indexes in another layout; its defaults are in force (${Object.entries(untouched)
    .map(([knob, value]) => `${knob} ${value}`)
    .join(', ')}).`,
  remedy: 'Use usearch for a sweep over search effort, or run matchbench doctor --fix.',
});
