import { z } from 'zod';
import type { CellRecord, Figure } from '../../record.ts';
import { percentileName } from './derived-names.ts';
import { candidatesOf, find, type SubjectKey, select, subjects } from './figure-lookup.ts';
import { overMost } from './pool-figures.ts';

type Settings = Readonly<Record<string, number>>;

/** One index, by the settings that it was built with. */
export interface BuiltOnce {
  readonly settings: Settings;
  readonly build: Figure | undefined;
  readonly bytes: Figure | undefined;
  /** In the order of `BuildSweep.searches`; left out where it was not searched so. */
  readonly found: readonly (
    | {
        /** Of the exact ten best over the test part, and over the most candidates. */
        readonly recall: Figure | undefined;
        readonly recallOfMost: Figure | undefined;
        readonly searchP50: Figure | undefined;
      }
    | undefined
  )[];
}

/** Indexes of one kind over the vectors of one model in one direction, built and searched with several settings. */
export interface BuildSweep {
  readonly model: string;
  readonly kind: string;
  readonly direction: Figure['direction'];
  readonly candidates: number;
  /** The most that recall was taken over. */
  readonly most: number;
  /** Names of the settings that decide what is built. */
  readonly knobs: readonly string[];
  /** Settings of the search, ascending. */
  readonly searches: readonly Settings[];
  /** Ascending by their settings. */
  readonly builds: readonly BuiltOnce[];
}

const settings = z.record(z.string(), z.number());
/** What a latency cell keeps of the settings in force, by direction, and of the cell that built its index. */
const searchedWith = z.object({ settings: z.record(z.string(), settings), builtBy: z.string() });
/** What that cell keeps, by the set of candidates. */
const builtWith = z.object({ built: z.record(z.string(), z.object({ settings })) });

const recallMetric = 'network recall@10';

/** One search of one index. */
interface Searched {
  readonly key: SubjectKey;
  readonly kind: string;
  readonly build: Settings;
  readonly search: Settings;
}

/**
 * Of one data set, every kind of index that was built more than once: with which settings, what building took, and what is found with which settings of the search.
 * `figures` are those of the data set.
 */
export function buildSweeps(cells: readonly CellRecord[], figures: readonly Figure[]): BuildSweep[] {
  const searched = cells.flatMap((cell) => searchesOf(cell, cells, figures));
  const groupOf = ({ key, kind }: Searched): string => JSON.stringify([key.model, kind, key.direction]);
  return [...new Set(searched.map(groupOf))].flatMap((name): BuildSweep[] => {
    const group = searched.filter((one) => groupOf(one) === name);
    const builds = different(group.map(({ build }) => build));
    if (builds.length < 2) return [];
    const { key, kind } = group[0]!;
    const searches = different(group.map(({ search }) => search));
    return [
      {
        model: key.model ?? '',
        kind,
        direction: key.direction,
        candidates: candidatesOf(key)!,
        most: candidatesOf(overMost(figures, key, recallMetric))!,
        knobs: Object.keys(builds[0]!),
        searches,
        builds: builds.map((build) => {
          const same = group.filter((one) => nameOf(one.build) === nameOf(build));
          const of = (metric: string): Figure | undefined => find(figures, { ...same[0]!.key, metric });
          return {
            settings: build,
            build: of('build time'),
            bytes: of('index bytes'),
            found: searches.map((search) => {
              const one = same.find((other) => nameOf(other.search) === nameOf(search));
              return one && foundBy(figures, one.key);
            }),
          };
        }),
      },
    ];
  });
}

/** Of a cell that timed an index, one search a direction. */
function searchesOf(
  { kind, status, details, key }: CellRecord,
  cells: readonly CellRecord[],
  figures: readonly Figure[],
): Searched[] {
  const timed = searchedWith.safeParse(details);
  if (kind !== 'latency' || status !== 'done' || !timed.success) return [];
  const builder = cells.find(({ id }) => id === timed.data.builtBy);
  const built = builtWith.safeParse(builder?.details);
  const [any] = built.success ? Object.values(built.data.built) : [];
  if (any === undefined) return [];
  const { dataset, model, scorer, split, seed } = key;
  return subjects(select(figures, { dataset, model, scorer, split, seed, metric: 'build time' })).flatMap((subject) => {
    const inForce = timed.data.settings[subject.direction ?? ''];
    if (inForce === undefined) return [];
    const [build, search] = [true, false].map((isBuilt) =>
      Object.fromEntries(Object.entries(inForce).filter(([name]) => Object.hasOwn(any.settings, name) === isBuilt)),
    ) as [Settings, Settings];
    return [{ key: subject, kind: builder?.key.scorer ?? '', build, search }];
  });
}

const foundBy = (figures: readonly Figure[], key: SubjectKey): BuiltOnce['found'][number] => ({
  recall: find(figures, { ...key, metric: recallMetric }),
  recallOfMost: find(figures, { ...overMost(figures, key, recallMetric), metric: recallMetric }),
  searchP50: find(figures, { ...key, metric: percentileName('search', 50) }),
});

const nameOf = (of: Settings): string => JSON.stringify(of);

/** Each once, ascending by the first setting that differs. */
function different(all: readonly Settings[]): Settings[] {
  const byName = new Map(all.map((one) => [nameOf(one), one]));
  return [...byName.values()].toSorted((a, b) => {
    for (const name of Object.keys(a)) if (a[name] !== b[name]) return a[name]! - (b[name] ?? 0);
    return 0;
  });
}

/** `efSearch=64`, as labels say settings. */
export const settingsWords = (of: Settings): string =>
  Object.entries(of)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
