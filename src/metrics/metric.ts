import type { Direction } from '../types.ts';
import type { averages } from './averages.ts';
import type { PairSlopes } from './pair-slopes.ts';
import type { ScoreGroups } from './score-groups.ts';

interface Described {
  /** `fraction` lies in [0, 1] and is printed in percent, `percent` is a sum of percentages, `rank` starts at 1. */
  readonly unit: 'fraction' | 'percent' | 'rank';
  readonly better: 'higher' | 'lower';
  readonly summary: string;
  /** Where a report prints it beside the table of all metrics: its spread over seeds, its difference to the baseline. */
  readonly alsoIn?: readonly ('spread' | 'differences')[];
}

/** One value a query of a direction, kept as a float32 [Q] array `<direction>.<array>`; the figure is their average. */
export interface QueryMetric extends Described {
  readonly over: 'query';
  readonly average: keyof typeof averages;
  /** Default: the name of the metric. */
  readonly array?: string;
  /** From the ranks of a query's right answers among all its candidates, ascending from 1, their grades, and how many candidates it has. */
  readonly score: (ranks: ArrayLike<number>, grades: ArrayLike<number>, candidates: number) => number;
}

/** Weight × the mean of a query metric in one direction. */
export interface MeanTerm {
  readonly metric: string;
  readonly direction: Direction;
  readonly weight: number;
}

/** A weighted sum of means of both directions: nothing of its own is kept. */
export interface SumMetric extends Described {
  readonly over: 'means';
  readonly terms: readonly MeanTerm[];
}

/** Pooled over all N × M pairs; `undefined` where there is nothing to compare. */
export interface PairMetric extends Described {
  readonly over: 'pairs';
  readonly score: (groups: ScoreGroups) => number | undefined;
  /** Its derivatives, from which its interval over families comes; asked only where there is a score. */
  readonly slopes: (groups: ScoreGroups) => PairSlopes;
}

/** All that anybody has to know of a metric to compute, keep, resample and print it. */
export type Metric = QueryMetric | SumMetric | PairMetric;
