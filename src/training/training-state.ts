import { isTrained } from '../graph/parameters.ts';
import { sizeOf } from '../graph/shapes.ts';
import type { TensorValue, TensorValues } from '../runtime/session.ts';
import { nextName, type StepGraph } from './step-graph.ts';
import type { Weights } from './weights.ts';

/** Values and moments of what is trained, and the values of what is not, between steps. */
export interface TrainingState {
  /** Everything that a step takes of it. */
  current(): TensorValues;
  /** Buffers for what a step gives. */
  next(): TensorValues;
  /** What a step gave is current from now on. */
  advance(): void;
  /** The buffers of all parameters' current values: valid until the next step. */
  weights(): Weights;
  copy(): Weights;
}

/** Values and moments in two sets of buffers: steps read one and write the other. Moments begin at 0. */
export function createState({ parameters, state }: StepGraph, weights: Weights): TrainingState {
  const set = (): Record<string, TensorValue> =>
    Object.fromEntries(state.map(({ name, shape }) => [name, { dims: shape, data: new Float32Array(sizeOf(shape)) }]));
  let [current, next] = [set(), set()];
  for (const { name } of parameters.filter(isTrained)) (current[name]!.data as Float32Array).set(weights.get(name)!);
  const untrained = Object.fromEntries(
    parameters
      .filter((declaration) => !isTrained(declaration))
      .map(({ name, shape }) => [name, { dims: shape, data: weights.get(name)! }]),
  );
  const values = (): Map<string, Float32Array> =>
    new Map(parameters.map(({ name }) => [name, (untrained[name] ?? current[name]!).data as Float32Array]));
  return {
    current: () => ({ ...untrained, ...current }),
    next: () => Object.fromEntries(Object.entries(next).map(([name, value]) => [nextName(name), value])),
    advance() {
      [current, next] = [next, current];
    },
    weights: values,
    copy: () => new Map([...values()].map(([name, data]) => [name, data.slice()])),
  };
}
