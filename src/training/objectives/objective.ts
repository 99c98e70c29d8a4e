import type { z } from 'zod';
import type { GraphNode } from '../../graph/ops.ts';
import type { ParameterScope } from '../../graph/parameters.ts';
import type { Side } from '../../types.ts';

/** What every objective is given. */
export interface Scored {
  /** `[B, B]`: left i against right j; the right answers asked for are on the diagonal. */
  readonly scores: GraphNode;
  /** First value of the factor from scores to logits, as the fusion suggests. */
  readonly initialScale: number;
}

/** What an objective may ask for besides, by name. */
export interface Asked {
  /** `[B, B]`: 1 where j ≠ i is another right answer of i, or excluded: never to be pushed away. */
  readonly blocked: GraphNode;
  /** `[B, B]`: the grade of left i with right j, 0 where they do not belong together. */
  readonly grades: GraphNode;
  /** `[B, C]`: 1 in the column of the pair's class. Items that right answers link, however far, are of one class. */
  readonly classes: GraphNode;
  /** `[1, B]`: logarithm of how often an epoch draws each right item. */
  readonly logDraws: GraphNode;
  /** `[B, B]`: logits of a trained model. */
  readonly teacher: GraphNode;
  /** `[B, E]` each: vectors of both sides in one space. */
  readonly embeddings: Readonly<Record<Side, GraphNode>>;
}

export type Need = keyof Asked;
export type ObjectiveInputs = Scored & Asked;

/** An objective with its settings: turns a batch into a loss of shape `[]`. May declare parameters of its own, which are trained and then dropped. */
export interface BoundObjective {
  readonly needs: readonly Need[];
  readonly loss: (inputs: ObjectiveInputs, scope: ParameterScope) => GraphNode;
}

/** A row of the table of objectives. */
export interface Objective {
  readonly summary: string;
  /** The loss in a line: s are logits, t those of the teacher; other right answers are left out. */
  readonly formula: string;
  /** Who described it: authors and year, and the name it has there. */
  readonly paper: string;
  readonly needs: readonly Need[];
  /** Strict, with a default wherever there is a sensible one: what a suite may say under `settings`. */
  readonly settings: z.ZodObject;
  /** Whether the scores are part of the loss: if not, nothing above the vectors of the sides is trained. */
  readonly usesScores: (settings: Readonly<Record<string, unknown>>) => boolean;
  readonly bind: (settings: Readonly<Record<string, unknown>>) => BoundObjective;
}

interface Definition<N extends Need, S extends z.ZodObject> {
  readonly summary: string;
  readonly formula: string;
  readonly paper: string;
  readonly needs: readonly N[];
  readonly settings: S;
  readonly usesScores?: (settings: z.output<S>) => boolean;
  /** Sees only what it says it needs. */
  readonly loss: (inputs: Scored & Pick<Asked, N>, settings: z.output<S>, scope: ParameterScope) => GraphNode;
}

/** Makes a row of objectives of different settings fit one table. */
export const defineObjective = <N extends Need, S extends z.ZodObject>(definition: Definition<N, S>): Objective => {
  const { summary, formula, paper, needs, settings: schema, usesScores = () => true, loss } = definition;
  return {
    summary,
    formula,
    paper,
    needs,
    settings: schema,
    usesScores: (settings) => usesScores(schema.parse(settings)),
    bind(given) {
      const settings = schema.parse(given);
      return { needs, loss: (inputs, scope) => loss(inputs, settings, scope) };
    },
  };
};
