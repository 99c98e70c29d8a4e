import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { unitIndices } from '../../dataset/unit-indices.ts';
import { bestScores } from '../../metrics/best-scores.ts';
import { withoutExcluded } from '../../metrics/exclude.ts';
import { sumPairs } from '../../metrics/pair-sums.ts';
import { fitPlatt, type PlattScaling } from '../../metrics/platt.ts';
import { bestThreshold, curveAveragePrecision, precisionRecall, thinned } from '../../metrics/precision-recall.ts';
import { calibrationError, reliability } from '../../metrics/reliability.ts';
import { levelsOf, type ScoreLevels, weighted } from '../../metrics/score-levels.ts';
import { allPairs, atPrevalence, type ScoredPairs } from '../../metrics/scored-pairs.ts';
import { createRandom, deriveSeed } from '../../random.ts';
import type { Figure, SampleSeries } from '../../record.ts';
import {
  columnSeries,
  curveSeries,
  inScope,
  judgementsIn,
  noAnswerSeries,
  type PairJudgement,
  type PairScope,
  pairColumns,
  pairMetrics,
  pairScopes,
  reliabilityColumns,
  reliabilitySeries,
} from '../../report/figures/pair-series.ts';
import { directions } from '../../report/figures/per-query.ts';
import { scoreMatrix } from '../../retrieval/score-matrix.ts';
import { detector } from '../../statistics/detection.ts';
import { type PairRate, type PairTotals, pairRateNames, pairRates } from '../../statistics/pair-rates.ts';
import type { DatasetPart, Device, Matrix, Warning } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { querySide } from '../planning/layout.ts';

export interface FilterCell {
  /** The model folder relative to OUT. */
  readonly folder: string;
  readonly threads: number;
  readonly device: Device;
}

type FigureKey = Omit<Figure, 'metric' | 'unit' | 'value'>;

/** What one part of the result gives. */
interface Found {
  readonly figures: readonly Figure[];
  readonly samples: readonly SampleSeries[];
}

/** Points of a stored curve of precision and recall, one more than this. */
const curveSteps = 100;

/**
 * Judges test pairs as related or not by a threshold and a probability that were fitted on validation pairs alone, and tells from the best score of a
 * query whether it has a right answer. What is drawn depends on the seed, not on the model.
 */
export const run: CellRun<FilterCell, TrainingKey> = async ({ key, settings }, context) => {
  const { folder, threads, device } = settings;
  const { dataset: name, split, model, seed } = key;
  const dataset = await loadDataset(context.dataset(name));
  const score = async ({ left, right, exclude }: DatasetPart): Promise<Matrix> =>
    withoutExcluded(await scoreMatrix(context.input(folder), left.features, right.features, { threads, device }), exclude);
  const validationPart = takePart(dataset, split, 'validation');
  const validation = levelsOf(allPairs(await score(validationPart), validationPart.relevance));
  const part = takePart(dataset, split, 'test');
  context.progress(0.2, 'scoring every pair');
  const scores = await score(part);
  const pairs = allPairs(scores, part.relevance);
  const families = unitIndices(dataset, part);
  const figureKey: FigureKey = { model, dataset: name, split, seed, device, leftCount: scores.rows, rightCount: scores.columns };
  const warnings: Warning[] = [];
  const found: Found[] = [];
  for (const [i, { name: scope, wrongPerRight }] of pairScopes.entries()) {
    context.progress(0.5 + i / 8, `pairs, ${scope}`);
    const random = createRandom(deriveSeed(seed, 'wrong pairs', scope));
    const sample = wrongPerRight === undefined ? pairs : atPrevalence(pairs, wrongPerRight, random);
    const fitted = fittedOn(wrongPerRight === undefined ? validation : weighted(validation, wrongPerRight));
    if (sample === undefined || fitted === undefined) {
      warnings.push({
        code: 'too-few-pairs',
        message: `${name}, ${split}: ${sample === undefined ? 'the test part' : 'the validation part'} has too few pairs to judge them at ${scope}; this was left out.`,
        remedy: 'Use a data set with more items in every part, or leave out pairFiltering.',
      });
    } else found.push(judged(sample, fitted, families.left, scope, figureKey));
  }
  for (const direction of directions) {
    const random = createRandom(deriveSeed(seed, 'no answer', direction));
    const { queryRows, best, answerable } = bestScores(scores, part.relevance, direction, random);
    const detection = detector(best, answerable)(best.map(() => 1));
    const ofQueries = families[querySide(direction)];
    const series = {
      best: [...best].map(shortened),
      answerable: [...answerable],
      family: [...queryRows].map((row) => ofQueries[row]!),
    };
    const keyed = { ...figureKey, direction };
    found.push({
      figures:
        detection === undefined
          ? []
          : [
              figure(keyed, 'no-answer AUROC', detection.auroc),
              figure(keyed, 'no-answer FPR@95TPR', detection.falsePositiveRate),
            ],
      samples: (['best', 'answerable', 'family'] as const).map((column) => ({
        name: noAnswerSeries[column],
        unit: column === 'best' ? 'score' : 'number',
        key: keyed,
        values: series[column],
      })),
    });
  }
  return { figures: found.flatMap(({ figures }) => figures), samples: found.flatMap(({ samples }) => samples), warnings };
};

const figure = (key: FigureKey, metric: string, value: number): Figure => ({
  ...key,
  metric,
  unit: pairMetrics[metric]!.unit,
  value,
});

/** Nine digits give a float32 back. */
const shortened = (value: number): number => Number(value.toPrecision(9));

interface Fitted {
  readonly threshold: number;
  readonly scaling: PlattScaling;
}

function fittedOn(validation: ScoreLevels): Fitted | undefined {
  const threshold = bestThreshold(precisionRecall(validation));
  const scaling = fitPlatt(validation);
  return threshold === undefined || scaling === undefined ? undefined : { threshold, scaling };
}

/** Everything about one set of test pairs. */
function judged(
  pairs: ScoredPairs,
  { threshold, scaling }: Fitted,
  families: Int32Array,
  scope: PairScope,
  key: FigureKey,
): Found {
  const present = [...new Set(families)].sort((a, b) => a - b);
  const groupOf = new Map(present.map((family, group) => [family, group]));
  const groups = families.map((family) => groupOf.get(family)!);
  const sums = sumPairs(pairs, groups, present.length, threshold, scaling);
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  const totals = Object.fromEntries(pairColumns.map((column) => [column, total(sums[column])])) as Record<
    keyof PairTotals,
    number
  >;
  const levels = levelsOf(pairs);
  const curve = precisionRecall(levels);
  const bins = reliability(levels, scaling);
  const values: Readonly<Record<PairJudgement, number | undefined>> = {
    ...(Object.fromEntries(pairRateNames.map((name) => [name, pairRates[name](totals)])) as Record<PairRate, number | undefined>),
    AP: curveAveragePrecision(curve),
    'calibration error': calibrationError(bins),
    threshold,
  };
  const points = thinned(curve, curveSteps);
  const series = (name: string, unit: string, numbers: ArrayLike<number>): SampleSeries => ({
    name,
    unit,
    key,
    values: Array.from(numbers, shortened),
  });
  return {
    figures: judgementsIn(scope).flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [figure(key, inScope(name, scope), value)];
    }),
    samples: [
      series(columnSeries('family', scope), 'number', present),
      ...pairColumns.map((column) =>
        series(columnSeries(column, scope), column === 'squaredError' ? 'fraction' : 'pairs', sums[column]),
      ),
      series(curveSeries('threshold', scope), 'score', points.thresholds),
      series(curveSeries('precision', scope), 'fraction', points.precision),
      series(curveSeries('recall', scope), 'fraction', points.recall),
      ...reliabilityColumns.map((column) =>
        series(
          reliabilitySeries(column, scope),
          column === 'pairs' ? 'pairs' : 'fraction',
          bins.map((bin) => bin[column]),
        ),
      ),
    ],
  };
}
