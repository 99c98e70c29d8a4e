import type { CellRecord, Figure } from '../record.ts';
import { bootstrapUnits, type Estimate } from '../statistics/bootstrap.ts';
import { detector } from '../statistics/detection.ts';
import { type PairRate, type PairTotals, pairRateNames, pairRates } from '../statistics/pair-rates.ts';
import { tInterval } from '../statistics/t-interval.ts';
import { timesIn } from '../statistics/unit-resamples.ts';
import type { Direction } from '../types.ts';
import { sharedSeeds } from './accuracy-runs.ts';
import { resamplingSeed } from './accuracy-statistics.ts';
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
  /** Its value when thing i counts `timesOf(i)` times; `undefined` where it has none. */
  readonly of: (timesOf: (thing: number) => number) => number | undefined;
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
    of(timesOf) {
      const totals = columns.map((column) => column!.reduce((sum, value, i) => sum + timesOf(i) * value, 0));
      return pairRates[rate](Object.fromEntries(pairColumns.map((column, i) => [column, totals[i]!])) as unknown as PairTotals);
    },
  };
}

function detectionOf(cell: CellRecord, direction: Direction): Record<'auroc' | 'falsePositiveRate', SeedStatistic> | undefined {
  const [best, answerable, family] = (['best', 'answerable', 'family'] as const).map((column) =>
    seriesOf(cell, noAnswerSeries[column], direction),
  );
  if (best === undefined || answerable?.length !== best.length || family?.length !== best.length) return undefined;
  const detect = detector(best, answerable);
  const statistic = (part: 'auroc' | 'falsePositiveRate'): SeedStatistic => ({
    families: family,
    of: (timesOf) => detect(timesOf)?.[part],
  });
  return { auroc: statistic('auroc'), falsePositiveRate: statistic('falsePositiveRate') };
}

/** Mean over seeds; families that several seeds test are resampled together. */
function resampled(statistics: readonly (SeedStatistic | undefined)[], key: Partial<Figure> & { metric: string }): Figure[] {
  const known = statistics.filter((statistic) => statistic !== undefined);
  if (known.length === 0 || known.length < statistics.length) return [];
  const families = [...new Set(known.flatMap((statistic) => statistic.families))];
  const placeOf = new Map(families.map((family, place) => [family, place]));
  const places = known.map((one) => Uint32Array.from(one.families, (family) => placeOf.get(family)!));
  const statistic = (times: ArrayLike<number>): number => {
    const values = known.map(({ of }, seed) => of((thing) => times[places[seed]![thing]!]!) ?? Number.NaN);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const estimate: Estimate = bootstrapUnits(
    { units: families.length, queries: families.length },
    (resamples) => Float64Array.from({ length: resamples.count }, (_, resample) => statistic(timesIn(resamples, resample))),
    { seed: resamplingSeed },
  );
  if (Number.isNaN(estimate.value)) return [];
  const { value, interval, units } = estimate;
  return [{ ...key, unit: pairMetrics[key.metric]!.unit, value, ciLow: interval?.low, ciHigh: interval?.high, samples: units }];
}

function spread(cells: readonly CellRecord[], key: Partial<Figure> & { metric: string }): Figure[] {
  const values = cells.flatMap(({ figures }) => select(figures, { metric: key.metric }).map(({ value }) => value));
  const found = tInterval(values);
  if (found === undefined || values.length < cells.length) return [];
  const { value, interval, count } = found;
  return [{ ...key, unit: pairMetrics[key.metric]!.unit, value, ciLow: interval?.low, ciHigh: interval?.high, samples: count }];
}
