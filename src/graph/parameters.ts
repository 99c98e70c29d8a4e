import type { Side } from '../types.ts';
import { parameter } from './build.ts';
import type { GraphNode } from './ops.ts';

/** Where a parameter's first values come from. */
export type Initialiser =
  /** Uniform in ±1/√inputs, as PyTorch's Linear (He et al. 2015 with a = √5). */
  | { readonly kind: 'uniform'; readonly inputs: number }
  | { readonly kind: 'constant'; readonly value: number }
  /** Fitted on the training items of a side, or on their tokens, per column, and never trained. */
  | {
      readonly kind: 'fitted';
      readonly side: Side;
      readonly of: 'global' | 'tokens';
      readonly statistic: 'mean' | 'inverseDeviation';
    }
  /** 1 for each word that a training item of the side has, else 0, and never trained. */
  | { readonly kind: 'fitted'; readonly side: Side; readonly of: 'words'; readonly statistic: 'present' }
  /** Taken over from a trained model, and not trained again. */
  | { readonly kind: 'frozen'; readonly values: Float32Array; readonly of: Exclude<Initialiser['kind'], 'frozen'> };

export interface ParameterDeclaration {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialiser: Initialiser;
  /** Matrices shrink by weight decay; biases, gains and scales do not. */
  readonly decays: boolean;
}

export const isTrained = ({ initialiser }: ParameterDeclaration): boolean =>
  initialiser.kind !== 'fitted' && initialiser.kind !== 'frozen';

/** Whether a parameter was ever trained: what a model's size counts. */
export const isLearned = ({ initialiser }: ParameterDeclaration): boolean =>
  (initialiser.kind === 'frozen' ? initialiser.of : initialiser.kind) !== 'fitted';

/** Declares parameters under a common prefix while a graph is built. */
export interface ParameterScope {
  parameter(name: string, shape: readonly number[], initialiser: Initialiser): GraphNode<'parameter'>;
  within(prefix: string): ParameterScope;
  /** The full name of something that is no parameter (a dropout). */
  name(name: string): string;
}

export function createParameterScope(declared: ParameterDeclaration[], prefix = ''): ParameterScope {
  return {
    parameter(name, shape, initialiser) {
      const full = prefix + name;
      if (declared.some((other) => other.name === full)) throw new Error(`internal: the parameter ${full} is declared twice`);
      declared.push({ name: full, shape, initialiser, decays: initialiser.kind !== 'fitted' && shape.length > 1 });
      return parameter(full, shape);
    },
    within: (inner) => createParameterScope(declared, `${prefix}${inner}.`),
    name: (name) => prefix + name,
  };
}
