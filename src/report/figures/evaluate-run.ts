import { shown, UserError } from '../../errors.ts';
import { averages } from '../../metrics/averages.ts';
import { metricsOver } from '../../metrics/metrics-over.ts';
import { clusterBootstrap, clusterBootstrapMedian, type Estimate } from '../../statistics/bootstrap.ts';

/** Of every query, its candidates and what belongs to each: a score, or a grade. */
type Judged = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface RunFigure extends Estimate {
  readonly metric: string;
  readonly unit: string;
}

export interface RunEvaluation {
  readonly figures: readonly RunFigure[];
  /** Queries with a right answer; those of them that the run does not name, which find nothing; those of the run that have none, which are left out. */
  readonly queries: number;
  readonly unanswered: number;
  readonly unjudged: number;
  /** Right answers, and those that no list has: they stand at no rank. */
  readonly rightAnswers: number;
  readonly unlisted: number;
}

/** The files, for messages. */
export interface RunPlaces {
  readonly run: string;
  readonly qrels: string;
  readonly units: string;
}

/**
 * Our metrics of rankings that anybody made, over all queries with a right answer (as `trec_eval -c`). Candidates are ordered by score descending, then wrong
 * before right, then bytewise by id: ties count against the run, where trec_eval goes by id alone. A right answer that is not listed has no rank; a metric that
 * asks for it (GAUC) is left out. Intervals resample whole units, each query its own without `units`. Throws a `UserError` of kind `input`.
 */
export function evaluateRun(
  run: Judged,
  qrels: Judged,
  units?: ReadonlyMap<string, string>,
  places: RunPlaces = { run: 'the run', qrels: 'the relevance judgements', units: 'the file of units' },
): RunEvaluation {
  const asked = [...qrels].flatMap(([query, grades]) => {
    const right = [...grades].filter(([, grade]) => grade > 0);
    return right.length === 0 ? [] : [{ query, right, ...ranksOf(run.get(query) ?? new Map(), right) }];
  });
  if (asked.length === 0)
    throw new UserError('input', 'No query has a right answer, so there is nothing to evaluate.', {
      place: places.qrels,
      remedy: 'Give judgements with grades above 0.',
    });
  if (!asked.some(({ query }) => run.has(query))) throw strangeQueries(run, qrels, places.run);
  const unitOf = asked.map(({ query }) => {
    const unit = units === undefined ? query : units.get(query);
    if (unit !== undefined) return unit;
    throw new UserError('input', `The query ${JSON.stringify(query)} is in no unit.`, {
      place: places.units,
      remedy: 'Give every query with a right answer a unit.',
    });
  });
  const figures = metricsOver('query').flatMap(([metric, { unit, average, score }]): RunFigure[] => {
    const values = Float32Array.from(asked, ({ ranks, grades, listed }) => score(ranks, grades, listed));
    // A median may lie beyond the lists; a mean that does is none.
    if (average === 'mean' && !values.every(Number.isFinite)) return [];
    const series = [{ values, units: unitOf }];
    const estimate = average === 'median' ? clusterBootstrapMedian(series, { seed: 0 }) : clusterBootstrap(series, { seed: 0 });
    return [{ metric, unit, ...estimate, value: averages[average](values) }];
  });
  const judged = new Set(asked.map(({ query }) => query));
  return {
    figures,
    queries: asked.length,
    unanswered: asked.filter(({ query }) => !run.has(query)).length,
    unjudged: [...run.keys()].filter((query) => !judged.has(query)).length,
    rightAnswers: asked.reduce((sum, { ranks }) => sum + ranks.length, 0),
    unlisted: asked.reduce((sum, { ranks }) => sum + ranks.filter((rank) => !Number.isFinite(rank)).length, 0),
  };
}

/** No query of the run is judged: ids are written in two ways, or the run is of the other direction. */
function strangeQueries(run: Judged, qrels: Judged, place: string): UserError {
  const candidates = new Set([...qrels.values()].flatMap((grades) => [...grades.keys()]));
  const isTurned = [...run.keys()].some((query) => candidates.has(query));
  const [asked, judged] = [run, qrels].map((of) => shown([...of.keys()][0]));
  return new UserError('input', `No query of the run is judged: it asks ${asked}, and the judgements have ${judged}.`, {
    place,
    remedy: isTurned
      ? 'Its queries are candidates of the judgements: give judgements of the direction of the run.'
      : 'Write the ids of queries alike in both files.',
  });
}

/** 1-based ranks of the right answers, ascending, and their grades; those that are not listed come last, without a rank. */
function ranksOf(list: ReadonlyMap<string, number>, right: readonly (readonly [string, number])[]) {
  const isRight = new Map(right);
  const ordered = [...list].sort(
    ([a, x], [b, y]) =>
      y - x || Number(isRight.has(a)) - Number(isRight.has(b)) || Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const found = ordered.flatMap(([id], i) => (isRight.has(id) ? [{ rank: i + 1, grade: isRight.get(id)! }] : []));
  const lost = right.filter(([id]) => !list.has(id)).map(([, grade]) => ({ rank: Number.POSITIVE_INFINITY, grade }));
  const all = [...found, ...lost];
  return { ranks: all.map(({ rank }) => rank), grades: all.map(({ grade }) => grade), listed: list.size + lost.length };
}
