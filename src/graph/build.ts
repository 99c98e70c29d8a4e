import type { Side } from '../types.ts';
import type { ElementType, GraphNode, Op, OpAttributes, Shape } from './ops.ts';
import { inferShape } from './shapes.ts';

const elementType = <K extends Op>(op: K, attributes: OpAttributes[K], inputs: readonly GraphNode[]): ElementType => {
  if (op === 'input') return (attributes as OpAttributes['input']).type;
  return op === 'gather' ? inputs[0]!.type : 'float32';
};

/** Makes a node of any op; throws when the shapes do not fit. Everything below is this with a name. */
export function node<K extends Op>(op: K, attributes: OpAttributes[K], ...inputs: readonly GraphNode[]): GraphNode<K> {
  return { op, inputs, attributes, shape: inferShape(op, attributes, inputs), type: elementType(op, attributes, inputs) };
}

export const input = (name: string, shape: Shape, side?: Side, type: ElementType = 'float32') =>
  node('input', { name, shape, side, type });
export const parameter = (name: string, shape: readonly number[]) => node('parameter', { name, shape });
export const constant = (shape: readonly number[], values: Float32Array) => node('constant', { shape, values });
export const scalar = (value: number) => constant([], Float32Array.of(value));
export const zeros = (shape: readonly number[]) => constant(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));

export const add = (a: GraphNode, b: GraphNode) => node('add', {}, a, b);
export const sub = (a: GraphNode, b: GraphNode) => node('sub', {}, a, b);
export const mul = (a: GraphNode, b: GraphNode) => node('mul', {}, a, b);
export const div = (a: GraphNode, b: GraphNode) => node('div', {}, a, b);
export const neg = (a: GraphNode) => node('neg', {}, a);
export const abs = (a: GraphNode) => node('abs', {}, a);
export const sign = (a: GraphNode) => node('sign', {}, a);
export const exp = (a: GraphNode) => node('exp', {}, a);
export const log = (a: GraphNode) => node('log', {}, a);
export const sqrt = (a: GraphNode) => node('sqrt', {}, a);
export const relu = (a: GraphNode) => node('relu', {}, a);
export const gate = (a: GraphNode, b: GraphNode) => node('gate', {}, a, b);
export const atLeast = (a: GraphNode, b: GraphNode) => node('atLeast', {}, a, b);
export const gelu = (a: GraphNode) => node('gelu', {}, a);
export const erf = (a: GraphNode) => node('erf', {}, a);
export const tanh = (a: GraphNode) => node('tanh', {}, a);
export const sigmoid = (a: GraphNode) => node('sigmoid', {}, a);
export const dropout = (name: string, rate: number, a: GraphNode, shared: readonly number[] = []) =>
  rate === 0 ? a : node('dropout', { name, rate, shared }, a);
export const matmul = (a: GraphNode, b: GraphNode, { transposeA = false, transposeB = false } = {}) =>
  node('matmul', { transposeA, transposeB }, a, b);
export const batchMatmul = (a: GraphNode, b: GraphNode, { transposeB = false } = {}) => node('batchMatmul', { transposeB }, a, b);
export const outerDot = (a: GraphNode, b: GraphNode) => node('outerDot', {}, a, b);
export const dot = (a: GraphNode, b: GraphNode) => node('dot', {}, a, b);
export const sum = (a: GraphNode, axes: readonly number[], keep = false) => node('sum', { axes, keep }, a);
export const max = (a: GraphNode, axes: readonly number[], keep = false) => node('max', { axes, keep }, a);
export const softmax = (a: GraphNode, axis = -1) => node('softmax', { axis }, a);
export const logSoftmax = (a: GraphNode, axis = -1) => node('logSoftmax', { axis }, a);
export const normalise = (a: GraphNode) => node('normalise', {}, a);
export const inverseDeviation = (a: GraphNode) => node('inverseDeviation', {}, a);
export const concat = (inputs: readonly GraphNode[], axis = -1) => node('concat', { axis }, ...inputs);
export const slice = (a: GraphNode, axis: number, start: number, end: number) => node('slice', { axis, start, end }, a);
export const pad = (a: GraphNode, axis: number, before: number, after: number) => node('pad', { axis, before, after }, a);
export const reshape = (a: GraphNode, shape: Shape) => node('reshape', { shape }, a);
export const transpose = (a: GraphNode) => node('transpose', {}, a);
export const permute = (a: GraphNode, order: readonly number[]) => node('permute', { order }, a);
export const squeeze = (a: GraphNode, axis: number) => node('squeeze', { axis }, a);
export const unsqueeze = (a: GraphNode, axis: number) => node('unsqueeze', { axis }, a);
export const expand = (a: GraphNode, shape: Shape) => node('expand', { shape }, a);
export const splitLast = (a: GraphNode, parts: number) => node('splitLast', { parts }, a);
export const joinLast = (a: GraphNode) => node('joinLast', {}, a);
export const gather = (a: GraphNode, rows: GraphNode) => node('gather', {}, a, rows);
export const oneHot = (rows: GraphNode, count: number) => node('oneHot', { count }, rows);
export const reverse = (a: GraphNode, factor: number) => node('reverse', { factor }, a);
export const toFloat = (a: GraphNode) => node('toFloat', {}, a);
