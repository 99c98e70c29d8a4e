import type { Comparison, Evidence, Representative } from '../decision/evidence.ts';
import { decisionMetric } from '../metrics/metrics.ts';
import type { Figure } from '../record.ts';
import { holm } from '../statistics/holm.ts';
import { costSource } from './costs/cost-source.ts';
import { queryCosts } from './costs/query-costs.ts';
import { detectable, overSeeds, pOf, toRepresentative } from './figures/derived-names.ts';
import { arrow, find, measured, select } from './figures/figure-lookup.ts';
import type { DerivedFigures } from './figures/figures.ts';
import { modelOrder } from './figures/model-order.ts';
import { directions } from './figures/per-query.ts';
import { isArm } from './record/arms.ts';
import { disturbance } from './record/disturbance.ts';
import { familyOf, otherFamilies } from './record/families.ts';
import type { LoadedRecord } from './record/read-record.ts';

/** What the verdicts of a run rest on, one a data set and family beside the baseline's, in the order of the record. */
export const evidenceOf = (loaded: LoadedRecord, derived: DerivedFigures): Evidence[] =>
  loaded.record.datasets.flatMap(({ name }) => {
    const families = otherFamilies(loaded.record, familyOf(loaded.record, loaded.record.suite.baseline));
    const about = families.map((other) => evidenceAbout(name, other, loaded, derived));
    return correctedByHolm(about);
  });

/** Each family is a claim of its own: that one of them differs is likelier the more there are. */
function correctedByHolm(about: readonly Evidence[]): Evidence[] {
  const tested = about.filter(({ comparison }) => comparison?.both.p !== undefined);
  const corrected = holm(tested.map(({ comparison }) => comparison!.both.p!));
  return about.map((evidence) => {
    const { comparison } = evidence;
    const p = corrected[tested.indexOf(evidence)];
    return comparison === undefined || p === undefined
      ? evidence
      : { ...evidence, tests: tested.length, comparison: { ...comparison, both: { ...comparison.both, p } } };
  });
}

const gap = toRepresentative(decisionMetric);

function evidenceAbout(dataset: string, other: string, { record, cells }: LoadedRecord, derived: DerivedFigures): Evidence {
  const baseline = record.suite.baseline;
  const family = familyOf(record, baseline);
  const here = select(derived.figures, { dataset });
  const chosen = derived.representatives.get(dataset);
  const representative = (of: string | undefined): Representative | undefined => {
    const found = of === undefined ? undefined : chosen?.get(of);
    return found === undefined ? undefined : { ...found, family: of! };
  };
  const [ours, theirs] = [representative(family), representative(family === undefined ? undefined : other)];
  const overall = select(here, { metric: gap, seed: 'all', direction: undefined });
  return {
    dataset,
    metric: decisionMetric,
    baseline: { model: baseline, family, measured: select(here, { model: baseline, metric: decisionMetric }).length > 0 },
    otherFamily: other,
    tests: 1,
    ours,
    theirs,
    comparison: theirs === undefined ? undefined : comparisonOf(theirs.model, here, derived.seeds.get(dataset) ?? []),
    others: overall
      .filter(({ model = '' }) => model !== theirs?.model && !isArm(model))
      .filter(({ model = '' }) => [family, other].includes(familyOf(record, model)))
      .toSorted((a, b) => modelOrder(record)(a.model, b.model))
      .map((figure) => ({ model: figure.model ?? '', difference: measured(figure) })),
    units: overall.length > 0 ? Math.max(...overall.map(({ samples }) => samples ?? 0)) : undefined,
    claim: record.suite.claim !== false,
    ...costsOf(dataset, [theirs?.model, ours?.model ?? baseline], { record, cells }, derived),
  };
}

/** What serving costs here, or where the same models were measured; and whether the machine was quiet there. */
function costsOf(
  dataset: string,
  shown: readonly (string | undefined)[],
  { record, cells }: Pick<LoadedRecord, 'record' | 'cells'>,
  { passFits, figures }: DerivedFigures,
): Pick<Evidence, 'passes' | 'queries' | 'costsFrom' | 'disturbance'> {
  const on = (name: string) => ({
    passes: passFits.filter((pass) => pass.dataset === name),
    queries: queryCosts(select(figures, { dataset: name })),
  });
  const costs = new Map(record.datasets.map(({ name }) => [name, on(name)]));
  const isMeasured = (name: string, model: string): boolean => {
    const { passes, queries } = costs.get(name)!;
    return [...passes, ...queries].some((cost) => cost.model === model);
  };
  const models = shown.filter((model) => model !== undefined);
  const source = costSource(dataset, models, record, cells, isMeasured) ?? dataset;
  const ofServing = cells.filter(({ kind, key }) => kind !== 'train' && key.dataset === source);
  return {
    ...costs.get(source)!,
    costsFrom: source === dataset ? undefined : source,
    disturbance: disturbance(ofServing),
  };
}

function comparisonOf(model: string, figures: readonly Figure[], seeds: readonly number[]): Comparison | undefined {
  const ofModel = select(figures, { model, seed: 'all' });
  const both = find(ofModel, { metric: gap, direction: undefined });
  if (both === undefined) return undefined;
  const { ciLow: low, ciHigh: high } = find(ofModel, { metric: overSeeds(gap), direction: undefined }) ?? {};
  return {
    seeds: seeds.length,
    both: {
      ...measured(both),
      overSeeds: low === undefined || high === undefined ? undefined : { low, high },
      p: find(ofModel, { metric: pOf(gap), direction: undefined })?.value,
      detectable: find(ofModel, { metric: detectable(gap), direction: undefined })?.value,
    },
    directions: directions.flatMap((direction) => {
      const found = find(ofModel, { metric: gap, direction });
      return found === undefined ? [] : [{ ...measured(found), direction: arrow(direction) }];
    }),
  };
}
