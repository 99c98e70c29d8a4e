import type { Op } from './ops.ts';

/** Functions of single values. */
export const unary: ReadonlySet<Op> = new Set([
  'neg',
  'abs',
  'sign',
  'exp',
  'log',
  'sqrt',
  'relu',
  'gelu',
  'erf',
  'tanh',
  'sigmoid',
]);
/** Functions of two values, whose shapes broadcast. */
export const binary: ReadonlySet<Op> = new Set(['add', 'sub', 'mul', 'div', 'gate', 'atLeast']);
