import { costAt, fitGrowth, type GrownCost, type Growth } from '../../decision/growth.ts';
import type { Figure } from '../../record.ts';
import { percentileName } from '../figures/derived-names.ts';
import { candidatesOf, select } from '../figures/figure-lookup.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { isIndexRecall } from './index-recall.ts';
import { unlikeReal } from './unlike-real.ts';

/** Median latency of one query at growing numbers of candidates, of one strategy in one direction. */
export interface SizeSweep {
  /** Whose cost it is, without a size. */
  readonly key: Partial<Figure>;
  readonly dataset: string;
  /** Ascending; `isDrawn`: of items drawn from a density, not of the data set. */
  readonly points: readonly { readonly candidates: number; readonly ms: number; readonly isDrawn: boolean }[];
  /** Through all sizes that hold but the largest of them. */
  readonly growth: Growth | undefined;
  /** The largest, which the others predict; undefined where that takes more sizes. */
  readonly heldOut:
    | { readonly candidates: number; readonly ms: number; readonly predicted: GrownCost; readonly error: number }
    | undefined;
  /** Recall of the index that it searches, on as many real and drawn items; `undefined` where it searches none, or nothing was drawn. */
  readonly meeting: { readonly candidates: number; readonly real: number; readonly drawn: number } | undefined;
  /** The index, at this setting or another one, works otherwise on drawn items than on real ones: what was measured on drawn ones does not hold. */
  readonly invalid: boolean;
}

const drawnSuffix = '+synthetic';
const metric = percentileName('end to end', 50);

/** The sweeps of a run, from its figures. */
export function sizeSweeps({ record, cells }: Pick<LoadedRecord, 'record' | 'cells'>, figures: readonly Figure[]): SizeSweep[] {
  const isUnlikeReal = unlikeReal(record, cells);
  const recalls = figures.filter((row) => isIndexRecall(row.metric) && row.split === undefined);
  const rows = select(figures, { metric, split: undefined }).filter(
    ({ scorer, dataset }) => scorer !== undefined && dataset !== undefined,
  );
  const groups = new Map<string, Figure[]>();
  for (const row of rows) {
    const name = JSON.stringify([datasetOf(row), row.model, row.scorer, row.seed, row.direction]);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()].map((group): SizeSweep => {
    const { model, scorer, seed, direction, device } = group[0]!;
    const dataset = datasetOf(group[0]!);
    const points = group
      .map((row) => ({ candidates: candidatesOf(row)!, ms: row.value, isDrawn: row.dataset!.endsWith(drawnSuffix) }))
      .toSorted((a, b) => a.candidates - b.candidates);
    const invalid = isUnlikeReal({ dataset, model, scorer });
    const believed = invalid ? points.filter(({ isDrawn }) => !isDrawn) : points;
    const last = believed.at(-1);
    const growth = fitGrowth(believed.slice(0, -1).map(({ candidates, ms }) => ({ size: candidates, cost: { value: ms } })));
    // One size alone says how a cost is bounded, not what it will be.
    const predicted =
      last === undefined || growth === undefined || growth.form === 'one size' ? undefined : costAt(growth, last.candidates);
    const subject = { model, scorer, seed, direction, device };
    return {
      key: subject,
      dataset,
      points,
      growth,
      heldOut: predicted && { ...last!, predicted, error: predicted.value / last!.ms - 1 },
      meeting: meetingOf(select(recalls, subject), dataset),
      invalid,
    };
  });
}

function meetingOf(recalls: readonly Figure[], dataset: string): SizeSweep['meeting'] {
  const [real] = select(recalls, { dataset });
  const [drawn] = select(recalls, { dataset: `${dataset}${drawnSuffix}` });
  const candidates = real && candidatesOf(real);
  return drawn === undefined || candidates === undefined ? undefined : { candidates, real: real!.value, drawn: drawn.value };
}

/** Figures without those of size sweeps: they are of items of all parts, so they have no split, where the same strategy has rows of a split's test part. */
export function withoutSweeps(figures: readonly Figure[]): Figure[] {
  const strategyOf = ({ dataset, model, scorer, direction }: Figure): string =>
    JSON.stringify([dataset, model, scorer, direction]);
  const ofTestPart = new Set(figures.filter(({ split }) => split !== undefined).map(strategyOf));
  return figures.filter(
    (figure) => figure.split !== undefined || !(ofTestPart.has(strategyOf(figure)) || figure.dataset?.endsWith(drawnSuffix)),
  );
}

const datasetOf = ({ dataset = '' }: Figure): string =>
  dataset.endsWith(drawnSuffix) ? dataset.slice(0, -drawnSuffix.length) : dataset;

/** `prediction error`: by how much the other sizes mispredict the largest, as a fraction of what was measured there. */
export const sweepFigures = ({ key, dataset, heldOut }: SizeSweep): Figure[] =>
  heldOut === undefined ? [] : [{ ...key, dataset, metric: 'prediction error', unit: 'fraction', value: heldOut.error }];
