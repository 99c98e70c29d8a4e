import { add, div, mul, scalar, sqrt, sub } from '../graph/build.ts';
import type { GraphNode } from '../graph/ops.ts';

const firstDecay = 0.9;
const secondDecay = 0.999;
const epsilon = 1e-8;

/** Scalars that change with the step; computed outside of the graph in double precision. */
export interface AdamWScalars {
  readonly stepSize: GraphNode;
  readonly denominatorShift: GraphNode;
  /** 1 − learning rate × weight decay. */
  readonly retain: GraphNode;
}

export interface AdamWState {
  readonly value: GraphNode;
  /** Both moments lack the factors (1 − β): two multiplications less a value and step. */
  readonly first: GraphNode;
  readonly second: GraphNode;
}

/** AdamW (Loshchilov & Hutter 2019): the next value and moments of one parameter. */
export function adamW(state: AdamWState, gradient: GraphNode, scalars: AdamWScalars, decays: boolean): AdamWState {
  const first = add(mul(state.first, scalar(firstDecay)), gradient);
  const second = add(mul(state.second, scalar(secondDecay)), mul(gradient, gradient));
  const change = mul(div(first, add(sqrt(second), scalars.denominatorShift)), scalars.stepSize);
  return { value: sub(decays ? mul(state.value, scalars.retain) : state.value, change), first, second };
}

/**
 * The scalars of step t (from 1) for moments without their (1 − β): with m = (1 − β₁) M and v = (1 − β₂) V,
 * lr · m̂ / (√v̂ + ε) = stepSize · M / (√V + denominatorShift).
 */
export function adamWScalars(t: number, learningRate: number, weightDecay: number) {
  const firstFactor = (1 - firstDecay) / (1 - firstDecay ** t);
  const secondFactor = Math.sqrt((1 - secondDecay) / (1 - secondDecay ** t));
  return {
    stepSize: (learningRate * firstFactor) / secondFactor,
    denominatorShift: epsilon / secondFactor,
    retain: 1 - learningRate * weightDecay,
  };
}
