export type Unit = string | number;

/** Where the queries of one series lie. */
export interface SeriesLayout {
  /** Index of each query's unit [Q]. */
  readonly unitOf: Uint32Array;
  /** Queries of each unit [units]; 0 where it has none in this series, as most units of another fold. */
  readonly counts: Float64Array;
  /** 1 for each unit that has a query in this series, else 0 [units]. */
  readonly presence: Float64Array;
}

/** Which units the queries of some series belong to: one list of units for all of them, those that have a query in any. */
export interface UnitLayout {
  readonly units: number;
  readonly queries: number;
  readonly series: readonly SeriesLayout[];
}

const recent: { labels: readonly ArrayLike<Unit>[]; layout: UnitLayout }[] = [];
/** More than a report goes through in turn: both directions, each alone and together, and near misses, of every seed and of all. */
const layoutsKept = 64;

/**
 * The layout of series with these units [Q], one list a series. A function of the contents alone. The last ones are kept, because all metrics of all models
 * that were asked the same queries share theirs, and with it what is made of it.
 */
export function unitLayout(labels: readonly ArrayLike<Unit>[]): UnitLayout {
  const found = recent.findIndex((known) => sameLists(known.labels, labels));
  const one = recent[found] ?? { labels, layout: layOut(labels) };
  if (found >= 0) recent.splice(found, 1);
  recent.unshift(one);
  recent.length = Math.min(recent.length, layoutsKept);
  return one.layout;
}

const sameLists = (a: readonly ArrayLike<Unit>[], b: readonly ArrayLike<Unit>[]): boolean =>
  a.length === b.length && a.every((list, i) => sameList(list, b[i]!));

/** Of a list, one that was found to be the same: models that were asked the same queries have lists of their own, which are compared once. */
const alike = new WeakMap<ArrayLike<Unit>, ArrayLike<Unit>>();
const oneOf = (list: ArrayLike<Unit>): ArrayLike<Unit> => alike.get(list) ?? list;

function sameList(a: ArrayLike<Unit>, b: ArrayLike<Unit>): boolean {
  if (a === b || oneOf(a) === oneOf(b)) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  alike.set(b, oneOf(a));
  return true;
}

function layOut(labels: readonly ArrayLike<Unit>[]): UnitLayout {
  const distinct: ArrayLike<Unit>[] = [];
  const listOf = labels.map((units) => {
    const known = distinct.findIndex((list) => sameList(list, units));
    return known >= 0 ? known : distinct.push(units) - 1;
  });
  // The same queries twice, as two models of a ratio are asked: one layout, and with it the sums that are known.
  if (distinct.length < labels.length) {
    const { units, series } = unitLayout(distinct);
    return { units, queries: queriesIn(labels), series: listOf.map((list) => series[list]!) };
  }
  const indexOf = new Map<Unit, number>();
  const places = labels.map((units) =>
    Uint32Array.from({ length: units.length }, (_, query) => {
      const unit = units[query]!;
      const known = indexOf.get(unit);
      if (known !== undefined) return known;
      indexOf.set(unit, indexOf.size);
      return indexOf.size - 1;
    }),
  );
  const series = places.map((unitOf, i): SeriesLayout => {
    const counts = new Float64Array(indexOf.size);
    for (const unit of unitOf) counts[unit]!++;
    return oneLayout(labels[i]!, { unitOf, counts, presence: onePresence(counts.map((count) => Math.min(count, 1))) });
  });
  return { units: indexOf.size, queries: queriesIn(labels), series };
}

const layoutsOf = new WeakMap<ArrayLike<Unit>, SeriesLayout[]>();

/** Of a series that lies among the units of others as it lies alone, the layout that it has alone, and with it the sums that are known: one direction of both. */
function oneLayout(labels: ArrayLike<Unit>, layout: SeriesLayout): SeriesLayout {
  const known = layoutsOf.get(oneOf(labels)) ?? [];
  layoutsOf.set(oneOf(labels), known);
  const units = layout.counts.length;
  const same = known.find(
    ({ unitOf, counts }) => counts.length === units && unitOf.every((unit, query) => unit === layout.unitOf[query]),
  );
  if (same === undefined) known.push(layout);
  return same ?? layout;
}

/** Series that have queries in the same units share the list of them, as both directions do: their sums are taken together. */
function onePresence(presence: Float64Array): Float64Array {
  const known = recent.flatMap(({ layout }) => layout.series.map((series) => series.presence));
  return known.find((one) => one.length === presence.length && one.every((value, unit) => value === presence[unit])) ?? presence;
}

const queriesIn = (labels: readonly ArrayLike<Unit>[]): number => labels.reduce((sum, { length }) => sum + length, 0);
