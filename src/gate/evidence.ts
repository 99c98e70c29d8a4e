import { UserError } from '../errors.ts';
import { directions } from '../report/figures/per-query.ts';
import type { LoadedRecord } from '../report/record/read-record.ts';
import { exchangeTest, minimumDetectable, type PairedSeries, pairedEstimate } from '../statistics/paired.ts';
import { mean } from '../statistics/summary.ts';
import { tCumulative, tInterval } from '../statistics/t-interval.ts';
import { fewestSeeds, type GateConfig, ruleOf } from './config.ts';
import { type Evidence, pairEvidence } from './judge.ts';
import { kindOf } from './metric-kinds.ts';

/** What either side of a pair measured. */
export interface Measured {
  readonly metrics: Readonly<Record<string, number>>;
}

/** By model: nDCG@10 of every query and the family of each; where sides may have been asked others, which query it was. */
export interface Accuracies {
  readonly models: Readonly<
    Record<string, { readonly ndcg: readonly number[]; readonly units: readonly number[]; readonly queries?: readonly string[] }>
  >;
}

/**
 * The metrics that both sides told in every pair. Throws a `UserError` of kind `input` for one that the head lacks, unless its rule is off; what only the head
 * has is listed.
 */
export function speedEvidence(
  pairs: readonly { readonly base: Measured; readonly head: Measured }[],
  config: GateConfig,
  seed: number,
): { readonly evidence: readonly Evidence[]; readonly onlyHead: readonly string[] } {
  const namesOf = (side: 'base' | 'head'): string[] => Object.keys(pairs[0]![side].metrics);
  const [base, head] = [namesOf('base'), namesOf('head')];
  const lost = base.filter(
    (name) => !head.includes(name) && (kindOf(name) === undefined || ruleOf(name, config).level !== 'off'),
  );
  if (lost.length > 0) throw missingOnHead(lost);
  const shared = base.filter((name) => head.includes(name) && kindOf(name) !== undefined);
  const evidence = shared.map((name) => {
    const values = (side: 'base' | 'head'): number[] => pairs.map((pair) => pair[side].metrics[name] ?? Number.NaN);
    const [first, second] = [values('base'), values('head')];
    if ([...first, ...second].some(Number.isNaN)) throw missingOnHead([name]);
    return pairEvidence(name, ruleOf(name, config), first, second, seed);
  });
  return { evidence, onlyHead: head.filter((name) => !shared.includes(name)) };
}

const missingOnHead = (names: readonly string[]): UserError =>
  new UserError('input', `base measures what head does not: ${names.join(', ')}`, {
    remedy: 'What is gone cannot be held to anything: set it to off in matchbench.yaml if that is meant, in this change.',
  });

/** Of many queries with the same weights: of each model, and of all of them together. */
export function accuracyEvidence(base: Accuracies, head: Accuracies, config: GateConfig, seed: number): Evidence[] {
  const models = Object.keys(base.models);
  const lost = models.filter((model) => head.models[model] === undefined);
  if (lost.length > 0) throw missingOnHead(lost.map((model) => `nDCG@10 ${model}`));
  const others = models.find((model) => !sameQueries(base.models[model]!, head.models[model]!));
  if (others !== undefined) {
    throw new UserError('input', `${others} was asked other queries on head than on base`, {
      remedy: 'Give both sides the same splits, seeds and data.',
    });
  }
  const seriesOf = (names: readonly string[]): QuerySeries[] =>
    names.map((model) => {
      const [first, second] = [base.models[model]!, head.models[model]!];
      return { first: first.ndcg, second: second.ndcg, units: first.units, weight: 1 / names.length };
    });
  const named: [string, readonly string[]][] = models.map((model) => [`nDCG@10 ${model}`, [model]]);
  if (models.length > 1) named.push(['nDCG@10 all models', models]);
  return named.map(([name, of]) => queryEvidence(name, seriesOf(of), config, seed));
}

interface QuerySeries extends PairedSeries {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

type OfModel = Accuracies['models'][string];
const sameQueries = (base: OfModel, head: OfModel): boolean =>
  base.units.length === head.units.length &&
  base.units.every((unit, i) => unit === head.units[i]) &&
  (base.queries ?? []).every((query, i) => query === head.queries?.[i]);

/** Harm in points: base − head, tested against the tolerance by exchanging whole families. */
function queryEvidence(name: string, series: readonly QuerySeries[], config: GateConfig, seed: number): Evidence {
  const rule = ruleOf(name, config);
  const limit = rule.tolerance / 100;
  const difference = pairedEstimate(series, { seed });
  const equal = series.every(({ first, second }) => first.every((value, i) => value === second[i]));
  const weights = series.reduce((sum, { weight = 1 }) => sum + weight, 0);
  // Above the limit by as much as its own harm says: the head is given back what is tolerated.
  const shifted = series.map((one) => ({ ...one, second: Float64Array.from(one.second, (value) => value + limit / weights) }));
  const averageOf = (which: 'first' | 'second'): number =>
    series.reduce((sum, one) => sum + ((one.weight ?? 1) / weights) * mean(one[which])!, 0);
  return {
    name,
    unit: 'points',
    rule,
    base: averageOf('first'),
    head: averageOf('second'),
    samples: difference.units,
    samplesAre: 'families',
    equal,
    harm: 100 * difference.value,
    interval: difference.interval && {
      ...difference.interval,
      low: 100 * difference.interval.low,
      high: 100 * difference.interval.high,
    },
    p: difference.value > limit ? exchangeTest(shifted, { seed }) : 1,
    finds: findsBeyond(
      rule.tolerance,
      difference.standardError === undefined ? undefined : 100 * difference.standardError,
      difference.units,
    ),
  };
}

/** In points, by the standard error of a mean of so many. */
const findsBeyond =
  (tolerance: number, standardError: number | undefined, samples: number): Evidence['finds'] =>
  (test) =>
    standardError === undefined ? undefined : tolerance + minimumDetectable(standardError, samples, test);

/** By dataset and model, the mean nDCG@10 of both directions of every seed that both sides trained on the same split. */
export function seedEvidence(base: LoadedRecord, head: LoadedRecord, config: GateConfig): Evidence[] {
  const [first, second] = [ndcgBySeed(base), ndcgBySeed(head)];
  const groups = [...new Set([...first.values()].map(({ name }) => name))];
  return groups.map((name) => {
    const shared = [...first].filter(([key, run]) => run.name === name && second.has(key));
    const values = (runs: typeof first): number[] => shared.map(([key]) => runs.get(key)!.value);
    return seedsEvidence(name, values(first), values(second), config);
  });
}

function seedsEvidence(name: string, base: readonly number[], head: readonly number[], config: GateConfig): Evidence {
  const rule = ruleOf(name, config);
  const harms = base.map((value, i) => 100 * (value - head[i]!));
  // With fewer the spread of seeds is as good as unknown.
  const estimate = harms.length < fewestSeeds ? undefined : tInterval(harms);
  const {
    value: harm = mean(harms) ?? Number.NaN,
    interval,
    standardDeviation,
  } = estimate ?? { interval: undefined, standardDeviation: undefined };
  const error = (standardDeviation ?? 0) / Math.sqrt(harms.length);
  return {
    name,
    unit: 'points',
    rule,
    base: mean(base) ?? Number.NaN,
    head: mean(head) ?? Number.NaN,
    samples: harms.length,
    samplesAre: 'seeds',
    equal: harms.length >= fewestSeeds && harms.every((value) => value === 0),
    harm,
    interval,
    p: harm > rule.tolerance && error > 0 ? twoSided((harm - rule.tolerance) / error, harms.length - 1) : 1,
    finds: findsBeyond(rule.tolerance, interval === undefined ? undefined : error, harms.length),
  };
}

/**
 * Five signs have 32 orders: too few for a test by flips. Rounding cuts the tail of t off, and no p is 0; seeds that agree to the last bit leave no error to divide by.
 */
const twoSided = (t: number, degrees: number): number => Math.max(2 * (1 - tCumulative(t, degrees)), Number.EPSILON);

function ndcgBySeed({ cells }: LoadedRecord): Map<string, { readonly name: string; readonly value: number }> {
  const found = new Map<string, { name: string; value: number }>();
  for (const { kind, status, key, figures } of cells) {
    if (kind !== 'accuracy' || status !== 'done') continue;
    const values = directions.flatMap((direction) =>
      figures.filter((figure) => figure.metric === 'nDCG@10' && figure.direction === direction).map(({ value }) => value),
    );
    if (values.length !== directions.length) continue;
    const name = `nDCG@10 retrained ${key.dataset} ${key.model}`;
    found.set(JSON.stringify([key.dataset, key.split, key.model, key.seed]), { name, value: mean(values)! });
  }
  return found;
}
