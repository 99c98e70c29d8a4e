import { z } from 'zod';
import type { ScoreFusion } from '../../retrieval/score-fusion.ts';
import type { Direction } from '../../types.ts';
import type { CellContext } from '../cell.ts';

const scoreFusion: z.ZodType<ScoreFusion> = z.object({
  weight: z.number().min(0).max(1),
  firstScale: z.number().positive(),
  rerankScale: z.number().positive(),
});

/** What the cell `fusion` hands on to those that serve the strategy. */
export const chosenFusions = z.object({ details: z.object({ 'left-right': scoreFusion, 'right-left': scoreFusion }) });

export type ChosenFusions = z.output<typeof chosenFusions>['details'];

/** Settings as a suite gives them, and the cell that chose the others. */
interface Given {
  readonly settings: Readonly<Record<string, number>>;
  readonly fusion?: string;
}

/** The settings of a strategy in one direction: those of the suite and, for a fused cascade, the weights that were chosen. */
export function settingsOf({ settings, fusion }: Given, context: CellContext, direction: Direction): Given['settings'] {
  if (fusion === undefined) return settings;
  const { weight, firstScale, rerankScale } = context.needed(fusion, chosenFusions).details[direction];
  return { ...settings, weight, firstScale, rerankScale };
}
