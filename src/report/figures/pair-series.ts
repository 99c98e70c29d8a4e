import { counted } from '../../counted.ts';
import { type PairRate, pairRateNames } from '../../statistics/pair-rates.ts';

/** Which pairs a filter is judged on: all N × M, or right ones with so many wrong ones each. */
export const pairScopes = [
  { name: 'all', wrongPerRight: undefined },
  { name: '1:10', wrongPerRight: 10 },
  { name: '1:100', wrongPerRight: 100 },
] as const;
export type PairScope = (typeof pairScopes)[number]['name'];

/** The wording of a figure or series of one scope: `pair F1 (1:10)`. */
export const inScope = (name: string, scope: PairScope): string => `pair ${name} (${scope})`;

/** Columns of the sums over each family of left items, each a series `pair <column> by family (<scope>)`, beside that of the families. */
export const pairColumns = ['pairs', 'right', 'passed', 'hits', 'squaredError'] as const;
export type PairColumn = (typeof pairColumns)[number] | 'family';
export const columnSeries = (column: PairColumn, scope: PairScope): string => inScope(`${column} by family`, scope);

/** Series of the queries of a direction; `answerable` is 1 where the right answers were left among the candidates. */
export const noAnswerSeries = {
  best: 'no-answer best score',
  answerable: 'no-answer answerable',
  family: 'no-answer family',
} as const;

/** Points of the curve of precision and recall, and the reliability table, column by column. */
const curveColumns = ['threshold', 'precision', 'recall'] as const;
export const curveSeries = (column: (typeof curveColumns)[number], scope: PairScope): string => inScope(`curve ${column}`, scope);
export const reliabilityColumns = ['pairs', 'predicted', 'observed'] as const;
export const reliabilitySeries = (column: (typeof reliabilityColumns)[number], scope: PairScope): string =>
  inScope(`reliability ${column}`, scope);

export const pairSeriesNames = (): string[] => [
  ...pairScopes.flatMap(({ name: scope }) => [
    ...(['family', ...pairColumns] as const).map((column) => columnSeries(column, scope)),
    ...curveColumns.map((column) => curveSeries(column, scope)),
    ...reliabilityColumns.map((column) => reliabilitySeries(column, scope)),
  ]),
  ...Object.values(noAnswerSeries),
];

interface PairMetric {
  readonly unit: string;
  readonly summary: string;
  /** Over all pairs it is a metric of accuracy already. */
  readonly drawnOnly?: true;
}

/** Metrics that are no sum over pairs, and so have no interval over families. */
export const wholeMetrics = ['AP', 'calibration error', 'threshold'] as const;

/** What a filter is judged by, on the pairs of one scope. */
export type PairJudgement = PairRate | (typeof wholeMetrics)[number];

const summaries: Readonly<Record<PairJudgement, PairMetric>> = {
  precision: { unit: 'fraction', summary: 'right, of the pairs that pass the threshold' },
  recall: { unit: 'fraction', summary: 'passing, of the right pairs' },
  F1: {
    unit: 'fraction',
    summary: 'harmonic mean of precision and recall; the threshold is that of the best F1 on validation pairs',
  },
  Brier: {
    unit: 'fraction',
    summary: 'mean squared error of the probability that Platt scaling, fitted on validation pairs, gives',
  },
  'Brier skill': { unit: 'fraction', summary: '1 − Brier score / that of always saying the prevalence' },
  AP: { unit: 'fraction', summary: 'area under precision and recall', drawnOnly: true },
  'calibration error': { unit: 'fraction', summary: 'mean of |said − true frequency| over ten bins of equal mass' },
  threshold: { unit: 'score', summary: 'score from which a pair passes' },
};

export const judgementsIn = (scope: PairScope): PairJudgement[] =>
  [...pairRateNames, ...wholeMetrics].filter((name) => scope !== 'all' || summaries[name].drawnOnly === undefined);

export const noAnswerMetrics = {
  'no-answer AUROC': {
    unit: 'fraction',
    summary: 'the best score of a query with a right answer is above that of one without, ties a half',
  },
  'no-answer FPR@95TPR': {
    unit: 'fraction',
    summary: 'queries without a right answer that pass where 95 % of those with one do',
  },
} as const satisfies Readonly<Record<string, PairMetric>>;

/** Names of everything a report says about judging pairs. `all` are the N × M pairs of the test part, `1:10` every right one and ten wrong ones for each. */
export const pairMetrics: Readonly<Record<string, Omit<PairMetric, 'drawnOnly'>>> = {
  ...Object.fromEntries(
    pairScopes.flatMap(({ name: scope }) =>
      judgementsIn(scope).map((name) => {
        const { unit, summary } = summaries[name];
        return [inScope(name, scope), { unit, summary: `${summary}; ${scopeSummary(scope)}` }];
      }),
    ),
  ),
  ...noAnswerMetrics,
  'pair throughput': {
    unit: 'pairs/s',
    summary: 'pairs scored a second with both sides encoded: 1 / the slope of the pair pass',
  },
};

function scopeSummary(scope: PairScope): string {
  return scope === 'all' ? 'all N × M pairs' : `${counted(Number(scope.slice(2)), 'wrong pair')} drawn for each right one`;
}
