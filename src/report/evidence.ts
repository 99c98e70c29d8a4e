import type { Comparison, Evidence, Representative } from '../decision/evidence.ts';
import { decisionMetric } from '../metrics/metrics.ts';
import type { Figure, RunRecord } from '../types.ts';
import { isArm } from './arms.ts';
import { detectable, overSeeds, pOf, toRepresentative } from './derived-names.ts';
import { familyOf, otherFamily } from './families.ts';
import { arrow, find, measured, select } from './figure-lookup.ts';
import type { DerivedFigures } from './figures.ts';
import { modelOrder } from './model-order.ts';
import { directions } from './per-query.ts';
import { queryCosts } from './query-costs.ts';

/** What a verdict about each data set of a run rests on; data sets in the order of the record. */
export const evidenceOf = (record: RunRecord, derived: DerivedFigures): Evidence[] =>
  record.datasets.map(({ name }) => evidenceAbout(name, record, derived));

const gap = toRepresentative(decisionMetric);

function evidenceAbout(dataset: string, record: RunRecord, derived: DerivedFigures): Evidence {
  const baseline = record.suite.baseline;
  const family = familyOf(record, baseline);
  const here = select(derived.figures, { dataset });
  const chosen = derived.representatives.get(dataset);
  const representative = (of: string | undefined): Representative | undefined => {
    const found = of === undefined ? undefined : chosen?.get(of);
    return found === undefined ? undefined : { ...found, family: of! };
  };
  const other = otherFamily(record, family);
  const [ours, theirs] = [representative(family), representative(family === undefined ? undefined : other)];
  const overall = select(here, { metric: gap, seed: 'all', direction: undefined });
  return {
    dataset,
    metric: decisionMetric,
    baseline: { model: baseline, family, measured: select(here, { model: baseline, metric: decisionMetric }).length > 0 },
    otherFamily: other,
    ours,
    theirs,
    comparison: theirs === undefined ? undefined : comparisonOf(theirs.model, here, derived.seeds.get(dataset) ?? []),
    others: overall
      .filter(({ model }) => model !== theirs?.model && !isArm(model ?? ''))
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
