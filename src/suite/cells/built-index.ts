import { join } from 'node:path';
import { z } from 'zod';
import type { Pool } from '../../dataset/pools.ts';
import type { Direction, PhaseCost } from '../../types.ts';
import type { CellContext } from '../cell.ts';

/** An index that a cell of its own has built, and kept over each set of candidates that is searched: all others open its files. */
export interface SharedIndex {
  /** Of its files, relative to OUT. */
  readonly folder: string;
  /** The cell that built it. */
  readonly builtBy: string;
}

/** Of a scorer, and of what it is built upon: their indexes, where other cells have built them. */
interface Searching {
  readonly index?: SharedIndex;
  readonly stages?: readonly { readonly index?: SharedIndex }[];
}

/** What the cell that builds an index hands on: what building it took over each set of candidates that it was built over, with which settings in force. */
export const builtIndex = z.object({
  details: z.object({
    built: z.record(
      z.string(),
      z.object({ ms: z.number(), bytes: z.number().optional(), settings: z.record(z.string(), z.number()) }),
    ),
  }),
});

export type BuiltIndex = z.output<typeof builtIndex>['details'];

/** The name of a set of candidates: the items that a direction asks for in the test part, or in a pool of it. */
export const poolSet = (share: Pool['share'], direction: Direction): string =>
  `${share === undefined ? 'with-training' : share === 1 ? 'test' : `share-${share}`}.${direction}`;

/** The same of so many items of all parts, or of drawn ones. */
export const sizeSet = (isDrawn: boolean, size: number): string => `${isDrawn ? 'drawn' : 'real'}-${size}`;

export const fileOfSet = (folder: string, set: string): string => join(folder, `${set}.safetensors`);

/** Whether all indexes that a cell searches were built over a set. */
export function isBuilt({ index, stages = [] }: Searching, context: CellContext, set: string): boolean {
  return [index, ...stages.map((stage) => stage.index)].every(
    (one) => one === undefined || builtOver(one, context, set) !== undefined,
  );
}

/**
 * What opening took, or would have where an index was opened from its file: building is measured once, by the cell that did it, and is told by all that
 * search what it built.
 */
export const openingWithBuild = (
  opening: readonly PhaseCost[],
  { index, stages }: Searching,
  context: CellContext,
  set: string,
): PhaseCost[] =>
  opening.map((cost): PhaseCost => {
    if (cost.phase !== 'load index') return cost;
    const shared = cost.ofStage ? stages?.[0]?.index : index;
    const built = shared && builtOver(shared, context, set);
    if (built === undefined) throw new Error(`internal: nobody built the index over ${set}`);
    return { ...cost, phase: 'build index', ms: built.ms, bytes: built.bytes };
  });

const builtOver = ({ builtBy }: SharedIndex, context: CellContext, set: string): BuiltIndex['built'][string] | undefined =>
  context.needed(builtBy, builtIndex).details.built[set];
