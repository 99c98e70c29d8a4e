import { strategyLabel } from '../../report/costs/recorded-strategies.ts';
import { directions } from '../../report/figures/per-query.ts';
import type { Cell } from '../cell.ts';
import { cellFileName } from '../cell.ts';
import type { CandidatesCell } from '../cells/candidates.ts';
import type { LatencyCell } from '../cells/latency.ts';
import type { LoadCell } from '../cells/load.ts';
import type { QualityCell } from '../cells/quality.ts';
import type { ReopenCell } from '../cells/reopen.ts';
import type { ServingCell } from '../cells/serving.ts';
import type { Sized } from '../cells/size-sources.ts';
import type { StartCell } from '../cells/start.ts';
import type { Suite } from '../reading/schema.ts';
import type { ServingSuite } from '../reading/serving-schema.ts';
import type { ServingEstimator } from './estimate-serving.ts';
import { cell, cellId, folderOf, type Place, type WithSettings } from './place.ts';
import { type BuildsOf, type Level, type Over, searching } from './plan-builds.ts';
import type { ServedModel } from './served-models.ts';
import { slug } from './slug.ts';
import { referenceOf, type Strategy } from './strategies.ts';

/** Shares of the test families in which quality is taken: enough for the scatter about its course over their sizes to be known. */
const poolShares = [0.125, 0.25, 0.5, 0.75, 1];

/** What planning one place needs. */
export interface Planning {
  readonly suite: Suite;
  readonly serving: ServingSuite;
  readonly place: Place;
  /** All that may be served, by label. */
  readonly models: ReadonlyMap<string, ServedModel>;
  readonly estimator: ServingEstimator;
  /** Of the whole data set, and whether they have tokens. */
  readonly items: { readonly left: number; readonly right: number; readonly tokens: boolean };
}

export const isIndexable = ({ models }: Planning, label: string): boolean => models.get(label)!.hasVectors;

/** The split, and the trainings of all models of a strategy. */
export function needsOf({ place, models }: Planning, { model, first }: Level): string[] {
  const used = [...new Set([model, ...(first === undefined ? [] : [first.model])])];
  return [`${place.dataset}/${place.split}/split`, ...used.map((name) => cellId(place, name, models.get(name)!.madeBy))];
}

/** How a strategy is opened, its indexes built anew. */
export function servedBy({ suite, serving, place }: Planning, { model, scorer, settings, first }: Level): ServingCell {
  return {
    scorer,
    folder: folderOf(place, model),
    settings,
    ...(first === undefined
      ? {}
      : { stages: [{ scorer: first.scorer, folder: folderOf(place, first.model), settings: first.settings }] }),
    k: serving.k,
    threads: serving.threads[0]!,
    device: suite.device,
  };
}

export const drawnId = ({ dataset, split }: Place): string => `${dataset}/${split}/synthetic`;

/** Where drawn items lie, when a suite asks for more candidates than there are and they can be drawn. */
export function drawnFiles({ serving, place, items }: Planning): Sized['synthetic'] {
  const { tokens, left, right } = items;
  const candidates = serving.directions[0] === 'left-right' ? right : left;
  if (serving.sizes === undefined || serving.sizes.at(-1)! <= candidates || tokens) return undefined;
  const folder = `cells/${cellFileName(drawnId(place))}`;
  return { candidates: `${folder}.candidates.safetensors`, queries: `${folder}.queries.safetensors` };
}

/** The test part and the pools in which quality is taken. */
const poolsOver = ({ serving }: Planning): Over => ({
  name: 'pools',
  sets:
    serving.quality === false
      ? { shares: [1], trainingAdded: false, directions: serving.directions }
      : { shares: poolShares, trainingAdded: serving.quality === true, directions },
  needs: [],
});

/** How a strategy is opened, and the cells that have built what it opens. */
interface Way {
  readonly served: ServingCell;
  readonly builds: readonly string[];
}

/** With its indexes built anew, and where they were kept. */
interface Ways {
  readonly anew: ServingCell;
  readonly kept: Way;
}

/** `more` cells that are needed; `of` what tells two cells of a kind apart in their ids. */
type Measure = (
  what: WithSettings<'quality' | 'latency' | 'load' | 'start' | 'reopen' | 'candidates'>,
  estimate: Cell['estimate'],
  more?: { readonly more?: readonly string[]; readonly of?: string },
) => Cell;

/** All that is measured of a strategy, each cell after those it needs. */
export function planStrategy(planning: Planning, strategy: Strategy, buildsOf: BuildsOf): Cell[] {
  const { serving, place, estimator } = planning;
  const { dataset, split, seed } = place;
  const { model, label } = strategy;
  const made = needsOf(planning, strategy);
  const fusion = strategy.fused ? cellId(place, model, `fusion-${slug(label)}`) : undefined;
  const needs = [...made, ...(fusion === undefined ? [] : [fusion])];
  const measure: Measure = (what, estimate, { more = [], of = '' } = {}) => {
    const scorer = what.settings.label ?? label;
    const id = cellId(place, model, `${what.kind}-${slug(scorer)}${of}`);
    return cell({ ...what, id, key: { dataset, split, model, seed, scorer }, needs: [...needs, ...more], estimate });
  };
  const plain = { ...servedBy(planning, strategy), label };
  const anew = { ...plain, ...(fusion === undefined ? {} : { fusion }) };
  const key = { dataset, split, model, seed, scorer: label };
  const pools = buildsOf(strategy, poolsOver(planning));
  const kept: Way = { served: searching(anew, pools), builds: pools.needs };
  return [
    ...(fusion === undefined
      ? []
      : [cell({ kind: 'fusion', id: fusion, key, needs: made, settings: plain, estimate: estimator.fusion(strategy) })]),
    ...pools.cells,
    ...(serving.quality !== false && strategy.quality ? [qualityCell(planning, strategy, kept, measure)] : []),
    ...(strategy.timed ? timedCells(planning, strategy, { anew, kept }, measure) : []),
    ...(strategy.timed && strategy.sized && !strategy.brief ? sizedCells(planning, strategy, anew, buildsOf, measure) : []),
  ];
}

function qualityCell(planning: Planning, strategy: Strategy, { served, builds }: Way, measure: Measure): Cell {
  const { place, estimator } = planning;
  const reference = referenceOf(strategy.model, isIndexable(planning, strategy.model));
  const id = cellId(place, strategy.model, `quality-${slug(reference.label)}`);
  const isReference = reference.label === strategy.label;
  const settings: QualityCell = {
    ...served,
    shares: poolShares,
    trainingAdded: planning.serving.quality === true,
    reference: `cells/${cellFileName(id)}.lists.safetensors`,
    isReference,
  };
  return measure({ kind: 'quality', settings }, estimator.quality(strategy, settings), {
    more: [...(isReference ? [] : [id]), ...builds],
  });
}

/** Times of a strategy over the test part: single queries and, where it is not brief, the rate it sustains, and its start. */
function timedCells(planning: Planning, strategy: Strategy, { anew, kept }: Ways, measure: Measure): Cell[] {
  const { serving, estimator } = planning;
  const timed = { queries: serving.queries, maximumSeconds: serving.seconds, directions: serving.directions };
  return [
    ...serving.threads.slice(0, strategy.brief ? 1 : undefined).map((threads, i) => {
      // What other threads build is another index.
      const { served, builds }: Way = i === 0 ? kept : { served: anew, builds: [] };
      const label = strategyLabel(i === 0 ? strategy : { ...strategy, threads });
      const settings: LatencyCell = { ...served, ...timed, label, threads };
      return measure({ kind: 'latency', settings }, estimator.latency(strategy, threads), { more: builds });
    }),
    ...(serving.load === undefined || strategy.brief ? [] : loadCells(planning, serving.load, strategy, kept, measure)),
    ...(serving.start && !strategy.brief ? startCells(planning, strategy, { anew, kept }, measure) : []),
  ];
}

function loadCells(
  { serving, estimator }: Planning,
  { seconds, probes, tolerance }: NonNullable<ServingSuite['load']>,
  strategy: Strategy,
  { served, builds }: Way,
  measure: Measure,
): Cell[] {
  return serving.directions.map((direction) => {
    const settings: LoadCell = { ...served, direction, objectiveMs: serving.objectiveMs, seconds, probes, tolerance };
    return measure({ kind: 'load', settings }, estimator.load(strategy, probes, seconds), { of: `-${direction}`, more: builds });
  });
}

/** A start that builds its index and, where there is one, a start that opens it. */
function startCells({ serving, estimator }: Planning, strategy: Strategy, { anew, kept }: Ways, measure: Measure): Cell[] {
  const direction = serving.directions[0]!;
  const building: StartCell = { ...anew, direction, idleSeconds: serving.idleSeconds };
  const reopening: ReopenCell = { ...kept.served, direction };
  const start = measure({ kind: 'start', settings: building }, estimator.start(strategy, serving.idleSeconds, true));
  if (kept.builds.length === 0) return [start];
  return [start, measure({ kind: 'reopen', settings: reopening }, estimator.start(strategy, 0), { more: kept.builds })];
}

/** Growth with the number of candidates: real ones as far as they go, drawn ones beyond. */
function sizedCells(planning: Planning, strategy: Strategy, anew: ServingCell, buildsOf: BuildsOf, measure: Measure): Cell[] {
  const { serving, place, estimator } = planning;
  const { sizes, directions: asked, queries, sizeSeconds: maximumSeconds } = serving;
  if (sizes === undefined) return [];
  const synthetic = drawnFiles(planning);
  const drawn = synthetic === undefined ? [] : [drawnId(place)];
  const sized: Sized = { direction: asked[0]!, sizes, synthetic };
  const built = buildsOf(strategy, { name: 'sizes', sets: sized, needs: drawn });
  const settings: CandidatesCell = { ...searching(anew, built), ...sized, queries, maximumSeconds };
  const estimate = estimator.candidates(strategy, sizes);
  return [...built.cells, measure({ kind: 'candidates', settings }, estimate, { more: [...drawn, ...built.needs] })];
}
