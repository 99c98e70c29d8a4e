import { builtSettings, hasIndex } from '../../retrieval/scorer-kinds.ts';
import type { Cell } from '../cell.ts';
import type { BuildCell } from '../cells/build.ts';
import type { SharedIndex } from '../cells/built-index.ts';
import type { ServingCell } from '../cells/serving.ts';
import type { ServingEstimator } from './estimate-serving.ts';
import { layout } from './layout.ts';
import { cell, cellId, type Place } from './place.ts';
import { slug } from './slug.ts';

/** A scorer of a strategy: the one that serves, or what that is built upon. */
export interface Level {
  readonly model: string;
  readonly scorer: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly first?: Level;
}

/** Sets of candidates that an index is built over. */
export interface Over {
  /** Stands in the ids of the cells that build. */
  readonly name: string;
  readonly sets: BuildCell['over'];
  /** Cells whose files the sets are read from. */
  readonly needs: readonly string[];
}

/** What building at one place needs. */
export interface Building {
  readonly place: Place;
  readonly estimator: ServingEstimator;
  /** Ids of the cells that a level reads: the split, and the training of every model. */
  needsOf(level: Level): string[];
  /** How a level is opened, every index built anew. */
  servedBy(level: Level): ServingCell;
}

/** The indexes that a strategy searches. */
export interface Built {
  /** Cells that no earlier strategy had planned, each after those it needs. */
  readonly cells: readonly Cell[];
  /** Ids of all that build what is searched. */
  readonly needs: readonly string[];
  /** Of the strategy itself, and of what it is built upon. */
  readonly index?: SharedIndex;
  readonly stageIndex?: SharedIndex;
}

/** The indexes of a strategy over some sets of candidates. */
export type BuildsOf = (level: Level, over: Over) => Built;

/**
 * Plans the building of indexes at one place: each is built once over every set of candidates, by a cell of its own, whatever searches it with whichever settings
 * of the search.
 */
export function createBuilds({ place, estimator, needsOf, servedBy }: Building): BuildsOf {
  const planned = new Set<string>();
  const { dataset, split, seed } = place;
  const buildsOf: BuildsOf = (level, over) => {
    const { model, scorer, first } = level;
    const { cells, needs, index: stageIndex } = first === undefined ? nothing : buildsOf(first, over);
    if (!hasIndex(scorer)) return { cells, needs, stageIndex };
    const name = slug(indexName(level));
    const id = cellId(place, model, `build-${over.name}-${name}`);
    const index: SharedIndex = { folder: layout.indexes(dataset, split, `${model}.${name}`), builtBy: id };
    const all = { needs: [...needs, id], index, stageIndex };
    if (planned.has(id)) return { ...all, cells };
    planned.add(id);
    const served = searching(servedBy({ ...level, settings: builtSettings(scorer, level.settings) }), { stageIndex });
    const settings: BuildCell = { ...served, keptIn: index.folder, over: over.sets };
    const key = { dataset, split, model, seed, scorer };
    const read = [...needsOf(level), ...over.needs, ...needs];
    const building = cell({ kind: 'build', id, key, needs: read, settings, estimate: estimator.build(over.sets) });
    return { ...all, cells: [...cells, building] };
  };
  return buildsOf;
}

const nothing: Built = { cells: [], needs: [] };

/** A strategy that opens its indexes where they were kept. */
export const searching = (served: ServingCell, { index, stageIndex }: Pick<Built, 'index' | 'stageIndex'>): ServingCell => ({
  ...served,
  index,
  stages: served.stages?.map((stage) => ({ ...stage, index: stageIndex })),
});

/** Tells apart all indexes of a model that differ: kind, settings of the build in an order of their own, and what lies beneath. */
function indexName(level: Level): string {
  const settings = Object.entries(builtSettings(level.scorer, level.settings)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const said = [level.scorer, ...settings.map(([name, value]) => `${name}=${value}`)].join(' ');
  return level.first === undefined ? said : `${said} over ${level.first.model} ${indexName(level.first)}`;
}
