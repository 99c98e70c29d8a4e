import type { Contender, Evidence, QueryCost } from '../decision/evidence.ts';
import type { Direction, Figure, RunRecord } from '../types.ts';
import { isArm } from './accuracy-runs.ts';
import { decisionMetric } from './difference-figures.ts';
import { arrow, candidatesOf, find, select, subjects } from './figure-lookup.ts';
import type { DerivedFigures } from './figures.ts';
import { exactScorer, isIndexRecall } from './index-costs.ts';
import { directions } from './per-query.ts';

/** An index is named in a verdict when it returns this share of the exact answers. */
const goodRecall = 0.95;

/** What a verdict about each data set of a run rests on; data sets in the order of the record. */
export const evidenceOf = (record: RunRecord, derived: DerivedFigures): Evidence[] =>
  record.datasets.map(({ name }) => evidenceAbout(name, record, derived));

function evidenceAbout(dataset: string, record: RunRecord, { figures, seeds, passFits }: DerivedFigures): Evidence {
  const baseline = record.suite.baseline;
  const family = familyOf(record, baseline);
  const here = select(figures, { dataset });
  const differences = select(here, { metric: `${decisionMetric} difference` });
  const models = [...new Set(differences.map(({ model }) => model))].filter((model) => model !== undefined);
  const of = (isBaselines: boolean): Contender[] =>
    family === undefined
      ? []
      : models
          .filter((model) => !isArm(model) && (familyOf(record, model) === family) === isBaselines)
          .map((model) => contenderOf(model, here, seeds.get(dataset) ?? []));
  const units = differences.flatMap(({ seed, samples }) => (seed === 'all' && samples !== undefined ? [samples] : []));
  return {
    dataset,
    metric: decisionMetric,
    baseline: { model: baseline, family, measured: select(here, { model: baseline, metric: decisionMetric }).length > 0 },
    otherFamily: family === 'dual tower' ? 'early fusion' : 'dual tower',
    contenders: of(false),
    siblings: of(true),
    units: units.length > 0 ? Math.max(...units) : undefined,
    claim: record.suite.claim !== false,
    passes: passFits.filter((pass) => pass.dataset === dataset),
    queries: queryCosts(here),
  };
}

const familyOf = (record: RunRecord, model: string): string | undefined =>
  record.models.find(({ name }) => name === model)?.family;

function contenderOf(model: string, figures: readonly Figure[], seeds: readonly number[]): Contender {
  const metric = `${decisionMetric} difference`;
  const ofModel = select(figures, { model });
  return {
    model,
    seeds: seeds.length,
    differences: directions.flatMap((direction) => {
      const overall = find(ofModel, { direction, metric, seed: 'all' });
      if (overall === undefined) return [];
      const perSeed = select(ofModel, { direction, metric }).filter(
        ({ seed }) => typeof seed === 'number' && seeds.includes(seed),
      );
      const { ciLow: low, ciHigh: high } = find(ofModel, { direction, metric: `${metric} over seeds`, seed: 'all' }) ?? {};
      return [
        {
          direction: arrow(direction),
          value: overall.value,
          low: overall.ciLow,
          high: overall.ciHigh,
          overSeeds: low === undefined || high === undefined ? undefined : { low, high },
          p: find(ofModel, { direction, metric: `${metric} p Holm` })?.value,
          detectable: find(ofModel, { direction, metric: `${metric} detectable` })?.value,
          seedsAgreeing: perSeed.filter(({ value }) => Math.sign(value) === Math.sign(overall.value)).length,
        },
      ];
    }),
  };
}

/** One line a model and scorer: its largest number of candidates, left→right where that was measured, and the fastest good index. */
function queryCosts(figures: readonly Figure[]): QueryCost[] {
  const costs = subjects(figures.filter(({ metric }) => metric === 'end to end mean')).flatMap((key) => {
    const { model, scorer } = key;
    const candidates = candidatesOf(key);
    if (model === undefined || scorer === undefined || candidates === undefined) return [];
    const recall = scorer === exactScorer ? undefined : select(figures, key).find(({ metric }) => isIndexRecall(metric))?.value;
    const p = (name: string): number | undefined => find(figures, { ...key, metric: `end to end ${name}` })?.value;
    return [{ model, scorer, direction: key.direction, candidates, recall, p50Ms: p('p50'), p99Ms: p('p99') }];
  });
  const preference = (direction: Direction | undefined): number => (direction === 'right-left' ? 1 : 0);
  const largest = new Map<string, (typeof costs)[number]>();
  for (const cost of costs) {
    if (cost.recall !== undefined && (cost.recall < goodRecall || cost.p50Ms === undefined)) continue;
    const name = JSON.stringify([cost.model, cost.recall === undefined ? cost.scorer : 'index']);
    const known = largest.get(name);
    const order =
      known === undefined
        ? 1
        : preference(known.direction) - preference(cost.direction) ||
          cost.candidates - known.candidates ||
          (known.p50Ms ?? 0) - (cost.p50Ms ?? 0);
    if (order > 0) largest.set(name, cost);
  }
  return [...largest.values()].map(({ model, scorer, candidates, p50Ms, p99Ms }) => ({
    model,
    scorer,
    candidates,
    p50Ms,
    p99Ms,
  }));
}
