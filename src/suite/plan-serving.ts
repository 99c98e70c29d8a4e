import type { DatasetManifest } from '../dataset/manifest.ts';
import { hasIndex } from '../retrieval/scorer-kinds.ts';
import type { Cell } from './cell.ts';
import { cellFileName } from './cell.ts';
import type { BackboneCell } from './cells/backbone.ts';
import type { CandidatesCell } from './cells/candidates.ts';
import type { LatencyCell } from './cells/latency.ts';
import type { LoadCell } from './cells/load.ts';
import type { QualityCell } from './cells/quality.ts';
import type { ReopenCell } from './cells/reopen.ts';
import type { ServingCell } from './cells/serving.ts';
import type { StartCell } from './cells/start.ts';
import type { SyntheticCell } from './cells/synthetic.ts';
import type { CellKindName } from './cells/table.ts';
import { ensembleControls } from './ensemble-controls.ts';
import { type ServingEstimator, servingEstimator } from './estimate-serving.ts';
import type { ImportedModel } from './imported-models.ts';
import { layout } from './layout.ts';
import { cell, cellId, folderOf, type Place, placesOf } from './place.ts';
import type { Suite } from './schema.ts';
import { type ServedModel, servedModels } from './served-models.ts';
import type { ServingSuite } from './serving-schema.ts';
import { referenceOf, type Strategy, strategiesOf, withReferences } from './strategies.ts';

/** Shares of the test families in which quality is taken. */
const poolShares = [0.25, 0.5, 1];

/** The cells of the block `serving`, on the first seed of every data set: they come after all trainings. */
export function planServing(
  suite: Suite,
  manifests: Readonly<Record<string, DatasetManifest>>,
  imported: readonly ImportedModel[] = [],
): Cell[] {
  const { serving } = suite;
  if (serving === undefined) return [];
  return suite.datasets
    .filter(({ name }) => serving.datasets?.includes(name) ?? true)
    .flatMap(({ name, splits }) => {
      const manifest = manifests[name]!;
      const { left, right } = manifest.sides;
      const models = servedModels(suite, manifest, imported);
      return planPlace({
        suite,
        serving,
        place: placesOf(suite, manifest, splits)[0]!,
        models,
        estimator: servingEstimator(suite, manifest, models),
        items: {
          left: left.count,
          right: right.count,
          tokens: left.features.tokens !== undefined || right.features.tokens !== undefined,
        },
      });
    });
}

/** What planning one place needs. */
interface Planning {
  readonly suite: Suite;
  readonly serving: ServingSuite;
  readonly place: Place;
  /** All that may be served, by label. */
  readonly models: ReadonlyMap<string, ServedModel>;
  readonly estimator: ServingEstimator;
  /** Of the whole data set, and whether they have tokens. */
  readonly items: { readonly left: number; readonly right: number; readonly tokens: boolean };
}

function planPlace(planning: Planning): Cell[] {
  const listed = strategiesOf(planning.serving);
  const controls = ensembleControls(listed, planning.models);
  const strategies = withReferences([...listed, ...controls], (model) => isIndexable(planning, model));
  return [
    ...backboneCells(planning),
    ...drawnCells(planning),
    ...strategies.flatMap((strategy) => planStrategy(planning, strategy)),
  ];
}

const backboneShare = 8;

function backboneCells({ suite, serving, place, estimator }: Planning): Cell[] {
  if (!serving.backbone) return [];
  const { dataset, split } = place;
  const { directions, queries, seconds } = serving;
  const settings: BackboneCell = {
    directions,
    queries,
    // A large network over a picture takes far longer than a search, and its p99 is part of every p99.
    maximumSeconds: backboneShare * seconds,
    threads: serving.threads[0]!,
    device: suite.device,
  };
  return [cell('backbone', `${dataset}/${split}/backbone`, { dataset, split }, [], settings, estimator.backbone())];
}

const drawnId = ({ dataset, split }: Place): string => `${dataset}/${split}/synthetic`;

/** Where drawn items lie, when a suite asks for more candidates than there are and they can be drawn. */
function drawnFiles({ serving, place, items }: Planning): { readonly candidates: string; readonly queries: string } | undefined {
  const { tokens, left, right } = items;
  const candidates = serving.directions[0] === 'left-right' ? right : left;
  if (serving.sizes === undefined || serving.sizes.at(-1)! <= candidates || tokens) return undefined;
  const folder = `cells/${cellFileName(drawnId(place))}`;
  return { candidates: `${folder}.candidates.safetensors`, queries: `${folder}.queries.safetensors` };
}

function drawnCells(planning: Planning): Cell[] {
  const { serving, place, estimator } = planning;
  const files = drawnFiles(planning);
  if (files === undefined) return [];
  const { dataset, split } = place;
  const direction = serving.directions[0]!;
  const settings: SyntheticCell = { direction, count: serving.sizes!.at(-1)!, queries: serving.queries, files };
  return [cell('synthetic', drawnId(place), { dataset, split }, [], settings, estimator.synthetic(settings.count, direction))];
}

const isIndexable = ({ models }: Planning, label: string): boolean => models.get(label)!.hasVectors;

function planStrategy(planning: Planning, strategy: Strategy): Cell[] {
  const { serving, place, models, estimator } = planning;
  const { dataset, split, seed } = place;
  const { model, label } = strategy;
  const used = [...new Set([model, ...(strategy.first === undefined ? [] : [strategy.first.model])])];
  const made = [`${dataset}/${split}/split`, ...used.map((name) => cellId(place, name, models.get(name)!.madeBy))];
  const fusion = strategy.fused ? cellId(place, model, `fusion-${slug(label)}`) : undefined;
  const needs = [...made, ...(fusion === undefined ? [] : [fusion])];
  const planned: Planned = (kind, settings, estimate, { more = [], of = '' } = {}) => {
    const scorer = settings.label ?? label;
    const key = { dataset, split, model, seed, scorer };
    return cell(kind, cellId(place, model, `${kind}-${slug(scorer)}${of}`), key, [...needs, ...more], settings, estimate);
  };
  const plain = servedBy(planning, strategy);
  const served = { ...plain, ...(fusion === undefined ? {} : { fusion }) };
  const key = { dataset, split, model, seed, scorer: label };
  return [
    ...(fusion === undefined ? [] : [cell('fusion', fusion, key, made, plain, estimator.fusion(strategy))]),
    ...(serving.quality !== false ? [qualityCell(planning, strategy, served, planned)] : []),
    ...(strategy.timed ? timedCells(planning, strategy, served, planned) : []),
  ];
}

/** Times of a strategy: single queries, the rate it sustains, its start, and growth with the number of candidates. */
function timedCells(planning: Planning, strategy: Strategy, served: ServingCell, planned: Planned): Cell[] {
  const { serving, estimator } = planning;
  const timed = { queries: serving.queries, maximumSeconds: serving.seconds };
  return [
    ...serving.threads.map((threads, i) => {
      const own = i === 0 ? strategy.label : `${strategy.label} threads=${threads}`;
      const settings: LatencyCell = { ...served, ...timed, label: own, threads, directions: serving.directions };
      return planned('latency', settings, estimator.latency(strategy, threads));
    }),
    ...(serving.load === undefined ? [] : loadCells(planning, serving.load, strategy, served, planned)),
    ...(serving.start ? startCells(planning, strategy, served, planned) : []),
    ...(serving.sizes === undefined || !strategy.sized
      ? []
      : [candidatesCell(planning, serving.sizes, strategy, served, planned)]),
  ];
}

/** A start that builds; where there is an index it is kept, and a second start opens it. */
function startCells({ serving, place, estimator }: Planning, strategy: Strategy, served: ServingCell, planned: Planned): Cell[] {
  const direction = serving.directions[0]!;
  const settings: StartCell = { ...served, direction, idleSeconds: serving.idleSeconds };
  const { model, scorer, first, label } = strategy;
  if (!hasIndex(scorer) && !hasIndex(first?.scorer ?? ''))
    return [planned('start', settings, estimator.start(serving.idleSeconds))];
  const indexFile = layout.index(place.dataset, place.split, `${model}.${slug(label)}`);
  const kept: StartCell = { ...settings, keep: indexFile };
  const building = planned('start', kept, estimator.start(serving.idleSeconds, true));
  const reopening: ReopenCell = { ...served, direction, indexFile };
  return [building, planned('reopen', reopening, estimator.start(0), { more: [building.id] })];
}

function candidatesCell(
  planning: Planning,
  sizes: readonly number[],
  strategy: Strategy,
  served: ServingCell,
  planned: Planned,
): Cell {
  const { serving, place, estimator } = planning;
  const synthetic = drawnFiles(planning);
  const settings: CandidatesCell = {
    ...served,
    direction: serving.directions[0]!,
    sizes,
    queries: serving.queries,
    maximumSeconds: serving.sizeSeconds,
    ...(synthetic === undefined ? {} : { synthetic }),
  };
  return planned('candidates', settings, estimator.candidates(strategy, sizes), {
    more: synthetic === undefined ? [] : [drawnId(place)],
  });
}

/** `more` cells that are needed; `of` what tells two cells of a kind apart in their ids. */
type Planned = (
  kind: CellKindName,
  settings: ServingCell,
  estimate: Cell['estimate'],
  more?: { readonly more?: readonly string[]; readonly of?: string },
) => Cell;

function servedBy({ suite, serving, place }: Planning, { label, model, scorer, settings, first }: Strategy): ServingCell {
  return {
    scorer,
    folder: folderOf(place, model),
    settings,
    label,
    ...(first === undefined
      ? {}
      : { stages: [{ scorer: first.scorer, folder: folderOf(place, first.model), settings: first.settings }] }),
    k: serving.k,
    threads: serving.threads[0]!,
    device: suite.device,
  };
}

function qualityCell(planning: Planning, strategy: Strategy, served: ServingCell, planned: Planned): Cell {
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
  return planned('quality', settings, estimator.quality(strategy, settings), { more: isReference ? [] : [id] });
}

function loadCells(
  { serving, estimator }: Planning,
  { seconds, probes, tolerance }: NonNullable<ServingSuite['load']>,
  strategy: Strategy,
  served: ServingCell,
  planned: Planned,
): Cell[] {
  return serving.directions.map((direction) => {
    const settings: LoadCell = { ...served, direction, objectiveMs: serving.objectiveMs, seconds, probes, tolerance };
    return planned('load', settings, estimator.load(strategy, probes, seconds), { of: `-${direction}` });
  });
}

/** A label as a part of a file name. */
const slug = (label: string): string => label.replaceAll(/[^\w.-]+/g, '-').replaceAll(/-+$/g, '');
