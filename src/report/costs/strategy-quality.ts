import type { Pool } from '../../decision/cost-model.ts';
import type { Measured } from '../../decision/measured.ts';
import type { CellRecord, Figure } from '../../record.ts';
import { ratioEstimate } from '../../statistics/ratio.ts';
import type { Series } from '../../statistics/unit-sums.ts';
import type { Direction } from '../../types.ts';
import { resamplingSeed } from '../figures/accuracy-statistics.ts';
import { candidatesOf, select } from '../figures/figure-lookup.ts';
import { amongName } from '../figures/per-query.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { bestContender } from './best-contender.ts';

/** What strategies are judged by: graded, and it does not count what stands behind the tenth place. */
export const strategyMetric = 'nDCG@10';

/** Scorers whose ranking is the model's own, so that its accuracy is theirs. */
export const wholeRanking: readonly string[] = ['exact', 'exhaustive-naive', 'exhaustive-factorised'];

/** One seed of a ranking over one pool. */
interface Judged {
  readonly model: string;
  /** Left out where it is the accuracy of the model. */
  readonly scorer: string | undefined;
  readonly seed: number | 'all' | undefined;
  readonly candidates: number;
  readonly figure: Figure;
  readonly series: Series | undefined;
}

/** Quality of strategies on one data set in one direction. */
export interface StrategyQuality {
  /** By number of candidates, ascending; empty where it was not measured. */
  poolsOf(model: string, scorer: string): readonly Pool[];
}

/**
 * From quality cells, which judge a scorer over pools of several sizes, where the run has them; otherwise from the accuracy of models, over the one pool of the
 * test items, for scorers that return the model's own ranking. Seeds are averaged, and pools of folds counted as one of their mean size.
 * @param served models of which a strategy was timed: of them is the best, to which ratios are
 */
export function strategyQuality(
  loaded: LoadedRecord,
  dataset: string,
  direction: Direction,
  served: ReadonlySet<string>,
): StrategyQuality {
  const parts = testParts(loaded.cells);
  const judged = loaded.cells.flatMap((cell) => judgedBy(cell, loaded, parts, dataset, direction));
  const scored = judged.filter(({ scorer }) => scorer !== undefined);
  const used = scored.length > 0 ? scored : judged;
  const pools = poolsByName(used, served);
  return {
    poolsOf(model, scorer) {
      const own = pools.get(nameOf(model, scorer));
      if (own !== undefined || !wholeRanking.includes(scorer)) return own ?? [];
      const same = [...wholeRanking, undefined].map((other) => pools.get(nameOf(model, other)));
      return same.find((other) => other !== undefined) ?? [];
    },
  };
}

const nameOf = (model: string, scorer: string | undefined): string => JSON.stringify([model, scorer ?? null]);

/** Sizes of the whole test part, by the data set and split of a cell, as accuracy cells tell them. */
type TestParts = ReadonlyMap<string, Pick<Figure, 'leftCount' | 'rightCount'>>;

const splitOf = ({ dataset, split }: CellRecord['key']): string => JSON.stringify([dataset, split ?? null]);

const testParts = (cells: readonly CellRecord[]): TestParts =>
  new Map(
    cells.flatMap(({ kind, status, key, figures: [figure] }) =>
      kind === 'accuracy' && status === 'done' && figure !== undefined ? [[splitOf(key), figure] as const] : [],
    ),
  );

function judgedBy(
  cell: CellRecord,
  { perQuery }: LoadedRecord,
  parts: TestParts,
  dataset: string,
  direction: Direction,
): Judged[] {
  if (cell.status !== 'done' || cell.key.dataset !== dataset || !['quality', 'accuracy'].includes(cell.kind)) return [];
  const figures = select(cell.figures, { metric: strategyMetric, direction });
  const kept = perQuery.get(cell.id)?.[direction];
  const values = kept?.values.get(strategyMetric);
  const part = parts.get(splitOf(cell.key));
  return figures.flatMap((figure): Judged[] => {
    const { model, scorer, seed } = figure;
    const candidates = candidatesOf(figure);
    if (model === undefined || candidates === undefined) return [];
    // A cell may judge several pools: of the whole test part it keeps all values of queries, of the largest pool those that strategies are judged by.
    const isWhole = figure.leftCount === part?.leftCount && figure.rightCount === part?.rightCount;
    const series =
      isWhole && kept !== undefined && values !== undefined
        ? { values, units: kept.units }
        : kept?.among?.get(amongName(candidates, strategyMetric));
    return [{ model, scorer, seed, candidates, figure, series }];
  });
}

/** Pools of every ranking, with ratios to the best one over the same pool that can be taken. */
function poolsByName(judged: readonly Judged[], served: ReadonlySet<string>): Map<string, Pool[]> {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const name = JSON.stringify([nameOf(one.model, one.scorer), sizeOf(one, judged)]);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  const rankings = [...groups].map(([name, members]) => {
    const [ranking, size] = JSON.parse(name) as [string, number];
    const measured = qualityOf(members);
    return { ranking, size, members, model: members[0]!.model, quality: measured.value, measured };
  });
  const pools = new Map<string, Pool[]>();
  for (const { ranking, size, members, measured } of rankings) {
    const best = bestContender(rankings.filter((other) => other.size === size && served.has(other.model)));
    const ratio = best && ratioOf(members, measured, best.members, best.measured);
    const pool: Pool = { candidates: size, quality: measured, ratio };
    pools.set(ranking, [...(pools.get(ranking) ?? []), pool]);
  }
  for (const list of pools.values()) list.sort((a, b) => a.candidates - b.candidates);
  return pools;
}

/** Folds have pools of about one size: theirs is the mean over the seeds of a model. With a scorer, sizes are what is varied. */
function sizeOf(one: Judged, judged: readonly Judged[]): number {
  if (one.scorer !== undefined) return one.candidates;
  const sizes = judged
    .filter(({ model, scorer }) => model === one.model && scorer === undefined)
    .map(({ candidates }) => candidates);
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length);
}

function qualityOf(members: readonly Judged[]): Measured {
  const value = members.reduce((sum, { figure }) => sum + figure.value, 0) / members.length;
  const [{ figure }] = members as [Judged];
  return members.length === 1 ? { value, low: figure.ciLow, high: figure.ciHigh } : { value };
}

/** Paired on families where both have their queries; without them the ratio has no interval. */
function ratioOf(members: readonly Judged[], own: Measured, best: readonly Judged[], ofBest: Measured): Measured | undefined {
  if (!(ofBest.value > 0)) return undefined;
  if (members === best) return { value: 1, low: 1, high: 1 };
  const [above, below] = [members, best].map((group) =>
    group.flatMap(({ series }) => (series === undefined ? [] : [{ ...series, weight: 1 / group.length }])),
  );
  if (above!.length < members.length || below!.length < best.length) return { value: own.value / ofBest.value };
  const { value, interval } = ratioEstimate(above!, below!, resamplingSeed);
  return { value, low: interval?.low, high: interval?.high };
}
