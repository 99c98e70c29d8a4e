import type { CostModel } from './cost-model.ts';
import type { Prices, Wish } from './wish.ts';

/** One thing that a page can decide about, with where its controls stand first. Plain JSON: a report writes it into its page, whose script goes on from it. */
export interface Choice {
  readonly name: string;
  readonly model: CostModel;
  readonly prices: Prices;
  readonly wish: Wish;
  /** The family that others are held against. */
  readonly baseline?: string;
  /** Strategies whose costs are drawn. */
  readonly drawn: readonly string[];
}

/** Steps of a logarithmic slider from one power of ten to the next. */
export const sliderStepsPerDecade = 20;

/** More curves cannot be told apart. */
export const mostDrawn = 6;

/** What is drawn where something is the answer: it too, and the others in their colours. */
export const drawnWith = (winner: string | undefined, drawn: readonly string[]): readonly string[] =>
  winner === undefined || drawn.includes(winner) ? drawn : [...drawn.slice(0, mostDrawn - 1), winner];
