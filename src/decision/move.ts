import type { Measured } from './measured.ts';

/** What a decision rests on that could be otherwise: of one strategy, or of all. */
export type Quantity = 'mean latency' | 'p99' | 'rate under load' | 'quality' | 'utilisation' | 'core scaling';

/** A quantity as a decision takes it, with the ends between which it lies. */
export interface Assumption {
  readonly quantity: Quantity;
  /** Left out where it concerns all. */
  readonly strategy?: string;
  readonly measured: Measured;
}

/** One quantity taken at, or part of the way to, an end of its interval. */
export interface Move {
  readonly quantity: Quantity;
  /** Left out where it concerns all. */
  readonly strategy?: string;
  readonly end: 'low' | 'high';
  /** 0 where it is, 1 at the end. */
  readonly share: number;
}

/** A measured value as a move has it. */
export function moved(measured: Measured, quantity: Quantity, strategy: string | undefined, move: Move | undefined): number {
  const { value } = measured;
  if (move === undefined || move.quantity !== quantity || move.strategy !== strategy) return value;
  return value + move.share * ((measured[move.end] ?? value) - value);
}
