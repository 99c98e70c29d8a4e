import type { ScoreFusion } from '../../retrieval/score-fusion.ts';
import type { Direction } from '../../types.ts';
import type { CellContext } from '../cell.ts';

/** What the cell `fusion` hands on to those that serve the strategy, as its details. */
export type ChosenFusions = Readonly<Record<Direction, ScoreFusion>>;

/** Settings as a suite gives them, and the cell that chose the others. */
interface Given {
  readonly settings: Readonly<Record<string, number>>;
  readonly fusion?: string;
}

/** The settings of a strategy in one direction: those of the suite and, for a fused cascade, the weights that were chosen. */
export function settingsOf({ settings, fusion }: Given, context: CellContext, direction: Direction): Given['settings'] {
  if (fusion === undefined) return settings;
  const { weight, firstScale, rerankScale } = (context.needed(fusion).details as unknown as ChosenFusions)[direction];
  return { ...settings, weight, firstScale, rerankScale };
}
