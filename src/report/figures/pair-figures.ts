import type { CellRecord, Figure } from '../../record.ts';
import { bootstrapUnits } from '../../statistics/bootstrap.ts';
import { type Detection, detector } from '../../statistics/detection.ts';
import { type PairRate, type PairTotals, pairRateNames, pairRates } from '../../statistics/pair-rates.ts';
import { tInterval } from '../../statistics/t-interval.ts';
import { totalsIn, unitColumn } from '../../statistics/unit-columns.ts';
import { type SeriesLayout, unitLayout } from '../../statistics/unit-layout.ts';
import type { Resamples } from '../../statistics/unit-resamples.ts';
import type { Direction } from '../../types.ts';
import { sharedSeeds } from './accuracy-runs.ts';
import { resamplingSeed } from './accuracy-statistics.ts';
import { estimated } from './estimated.ts';
import { select } from './figure-lookup.ts';
import {
  columnSeries,
  inScope,
  noAnswerMetrics,
  noAnswerSeries,
  type PairScope,
  pairColumns,
  pairMetrics,
  pairScopes,
  wholeMetrics,
} from './pair-series.ts';
import { directions } from './per-query.ts';

/** A statistic of one seed over things that belong to families. */
interface SeedStatistic {
  /** Of each thing. */
  readonly families: readonly number[];
  /** Its value in every resample of the families; NaN where it has none. */
  readonly valuesIn: (resamples: Resamples, things: SeriesLayout) => Float64Array;
}

export const isFilterCell = ({ kind, status }: CellRecord): boolean => kind === 'filter' && status === 'done';

/**
 * How well pairs are judged. `seed` a number: as the cells say. `seed` = `all`: the mean over the seeds that every model of a data set finished (`sharedSeeds`), of
 * models and arms that have them all, with a 95 % interval from resampling whole families where the figure is made of them (of pairs: those of their left items),
 * and from the spread over seeds (t-interval) where it is not. A figure that one of the seeds lacks has no mean.
 */
export function pairFigures(cells: readonly CellRecord[]): Figure[] {
  const filters = cells.filter(isFilterCell);
  const datasets = [...new Set(filters.map(({ key }) => key.dataset))];
  const overall = datasets.flatMap((dataset) => {
    const here = filters.filter(({ key }) => key.dataset === dataset);
    const runs = here.flatMap((cell) => {
      const { model, seed } = cell.key;
      return model === undefined || seed === undefined ? [] : [{ model, seed, cell }];
    });
    const models = [...new Set(runs.map(({ model }) => model))].map((model) => ({
      model,
      runs: runs.filter((run) => run.model === model),
    }));
    const shared = sharedSeeds(models);
    return models.flatMap((one) => {
      const counted = one.runs.filter(({ seed }) => shared.includes(seed));
      return counted.length < shared.length ? [] : overSeeds(counted.map(({ cell }) => cell));
    });
  });
  return [...filters.flatMap(({ figures }) => figures), ...overall];
}

function overSeeds(cells: readonly CellRecord[]): Figure[] {
  const [first] = cells;
  if (first === undefined) return [];
  const { device } = first.figures[0] ?? {};
  const key: Partial<Figure> = { model: first.key.model, dataset: first.key.dataset, seed: 'all', device };
  return [
    ...pairScopes.flatMap(({ name: scope }) => [
      ...pairRateNames.flatMap((rate) =>
        resampled(
          cells.map((cell) => rateOf(cell, rate, scope)),
          { ...key, metric: inScope(rate, scope) },
        ),
      ),
      ...wholeMetrics.flatMap((name) => spread(cells, { ...key, metric: inScope(name, scope) })),
    ]),
    ...directions.flatMap((direction) => {
      const statistics = cells.map((cell) => detectionOf(cell, direction));
      return (['auroc', 'falsePositiveRate'] as const).flatMap((part, i) =>
        resampled(
          statistics.map((statistic) => statistic?.[part]),
          { ...key, direction, metric: Object.keys(noAnswerMetrics)[i]! },
        ),
      );
    }),
  ];
}

const seriesOf = ({ samples }: CellRecord, name: string, direction?: Direction): readonly number[] | undefined =>
  samples.find((series) => series.name === name && series.key.direction === direction)?.values;

function rateOf(cell: CellRecord, rate: PairRate, scope: PairScope): SeedStatistic | undefined {
  const families = seriesOf(cell, columnSeries('family', scope));
  const columns = pairColumns.map((column) => seriesOf(cell, columnSeries(column, scope)));
  if (families === undefined || columns.some((column) => column?.length !== families.length)) return undefined;
  return {
    families,
    valuesIn(resamples, things) {
      const sums = totalsIn(
        columns.map((column) => unitColumn(column!, things)),
        resamples,
      );
      const totals = (i: number): PairTotals =>
        Object.fromEntries(pairColumns.map((name, column) => [name, sums[column]![i]!])) as unknown as PairTotals;
      return Float64Array.from({ length: resamples.count }, (_, i) => pairRates[rate](totals(i)) ?? Number.NaN);
    },
  };
}

function detectionOf(cell: CellRecord, direction: Direction): Record<keyof Detection, SeedStatistic> | undefined {
  const [best, answerable, family] = (['best', 'answerable', 'family'] as const).map((column) =>
    seriesOf(cell, noAnswerSeries[column], direction),
  );
  if (best === undefined || answerable?.length !== best.length || family?.length !== best.length) return undefined;
  const detect = detector(best, answerable);
  // Both parts are asked for in the same resamples.
  const known = new WeakMap<Resamples, readonly (Detection | undefined)[]>();
  const foundIn = (resamples: Resamples, things: SeriesLayout): readonly (Detection | undefined)[] => {
    const found = known.get(resamples) ?? detectionsIn(resamples, things, detect);
    known.set(resamples, found);
    return found;
  };
  const statistic = (part: keyof Detection): SeedStatistic => ({
    families: family,
    valuesIn: (resamples, things) => Float64Array.from(foundIn(resamples, things), (found) => found?.[part] ?? Number.NaN),
  });
  return { auroc: statistic('auroc'), falsePositiveRate: statistic('falsePositiveRate') };
}

/** Resamples whose weights are gathered at once: how often a family was drawn lies together for all of them. */
const together = 64;

function detectionsIn(
  { times, stride, count }: Resamples,
  { unitOf }: SeriesLayout,
  detect: ReturnType<typeof detector>,
): (Detection | undefined)[] {
  const things = unitOf.length;
  const weights = new Uint8Array(together * things);
  const found: (Detection | undefined)[] = [];
  for (let first = 0; first < count; first += together) {
    const many = Math.min(together, count - first);
    for (let thing = 0; thing < things; thing++) {
      const drawn = stride * unitOf[thing]! + first;
      for (let i = 0; i < many; i++) weights[i * things + thing] = times[drawn + i]!;
    }
    for (let i = 0; i < many; i++) found.push(detect(weights.subarray(i * things, (i + 1) * things)));
  }
  return found;
}

/** Mean over seeds; families that several seeds test are resampled together. */
function resampled(statistics: readonly (SeedStatistic | undefined)[], key: Partial<Figure> & { metric: string }): Figure[] {
  const known = statistics.filter((statistic) => statistic !== undefined);
  if (known.length === 0 || known.length < statistics.length) return [];
  const { units: families, series } = unitLayout(known.map((statistic) => statistic.families));
  const meanIn = (resamples: Resamples): Float64Array => {
    const sums = new Float64Array(resamples.count);
    for (const [seed, statistic] of known.entries()) {
      const values = statistic.valuesIn(resamples, series[seed]!);
      for (let i = 0; i < sums.length; i++) sums[i]! += values[i]!;
    }
    return sums.map((sum) => sum / known.length);
  };
  const estimate = bootstrapUnits({ units: families, queries: families }, meanIn, { seed: resamplingSeed });
  if (Number.isNaN(estimate.value)) return [];
  const { value, interval, units } = estimate;
  return [{ ...key, unit: pairMetrics[key.metric]!.unit, ...estimated({ value, interval, units }) }];
}

function spread(cells: readonly CellRecord[], key: Partial<Figure> & { metric: string }): Figure[] {
  const values = cells.flatMap(({ figures }) => select(figures, { metric: key.metric }).map(({ value }) => value));
  const found = tInterval(values);
  if (found === undefined || values.length < cells.length) return [];
  const { value, interval, count } = found;
  return [{ ...key, unit: pairMetrics[key.metric]!.unit, ...estimated({ value, interval, units: count }) }];
}
