import type { Comparison, Evidence, Representative } from '../decision/evidence.ts';
import { decisionMetric } from '../metrics/metrics.ts';
import { holm } from '../statistics/holm.ts';
import type { Figure, RunRecord } from '../types.ts';
import { isArm } from './arms.ts';
import { detectable, overSeeds, pOf, toRepresentative } from './derived-names.ts';
import { familyOf, otherFamilies } from './families.ts';
import { arrow, find, measured, select } from './figure-lookup.ts';
import type { DerivedFigures } from './figures.ts';
import { modelOrder } from './model-order.ts';
import { directions } from './per-query.ts';
import { queryCosts } from './query-costs.ts';

/** What the verdicts of a run rest on, one a data set and family beside the baseline's, in the order of the record. */
export const evidenceOf = (record: RunRecord, derived: DerivedFigures): Evidence[] =>
  record.datasets.flatMap(({ name }) => {
    const families = otherFamilies(record, familyOf(record, record.suite.baseline));
    const about = families.map((other) => evidenceAbout(name, other, record, derived));
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

function evidenceAbout(dataset: string, other: string, record: RunRecord, derived: DerivedFigures): Evidence {
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
    passes: derived.passFits.filter((pass) => pass.dataset === dataset),
    queries: queryCosts(here),
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
