import type { PhaseCost, SearchStage, Side } from '../../types.ts';

/** What the page of the playground and its server send each other, as JSON. No runtime code. */

/** How one may ask from a side: with an item of the data set always, freely where its backbone is at hand. */
export type FreeQuery = 'text' | 'picture';

export interface SideFacts {
  /** What the data set calls it: image, text, user, ... */
  readonly name: string;
  readonly count: number;
  readonly free?: FreeQuery;
}

export interface StrategyFacts {
  readonly name: string;
  readonly title: string;
  readonly how: string;
  readonly model: string;
  /** What opening cost once, over both directions. */
  readonly opening: readonly PhaseCost[];
}

export interface About {
  /** Where the models come from, in a line. */
  readonly source: string;
  readonly dataset: string;
  readonly split: string;
  readonly sides: Readonly<Record<Side, SideFacts>>;
  readonly strategies: readonly StrategyFacts[];
  readonly limits: { readonly textCharacters: number; readonly pictureBytes: number };
}

/** An item as it is shown: a text, a picture (at `pictures/SIDE/ROW`), or its id alone. */
export interface ShownItem {
  readonly row: number;
  readonly id: string;
  readonly text?: string;
  readonly picture?: true;
  /** Stands in the training part: the models have seen it. */
  readonly trained?: true;
}

export interface RankedItem extends ShownItem {
  readonly score: number;
  /** Known where the query is an item of the data set. */
  readonly right?: boolean;
}

export interface StrategyAnswer {
  readonly strategy: string;
  /** The query's own network, of every model that the strategy asks. */
  readonly towerMs: number;
  readonly stageMs: Readonly<Partial<Record<SearchStage, number>>>;
  /** Tower and search together; the backbone is not in it. */
  readonly totalMs: number;
  /** Pairs of the query and a candidate that the fusion network scored; a dual tower has none. */
  readonly networkCalls: number;
  /** Comparisons of two cached vectors. */
  readonly comparisons: number;
  readonly answers: readonly RankedItem[];
}

export interface Answer {
  readonly queries: Side;
  /** What was asked with, where it is an item of the data set. */
  readonly item?: ShownItem;
  readonly candidates: number;
  /** Time of the pretrained network; left out where the query is an item, whose features are there. */
  readonly backboneMs?: number;
  readonly strategies: readonly StrategyAnswer[];
}

export interface Fault {
  readonly error: string;
}
