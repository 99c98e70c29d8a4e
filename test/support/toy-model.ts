import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../src/random.ts';
import type { Matrix, ModelManifest } from '../../src/types.ts';
import { floats, type Graph, ints, type Node, onnxBytes, type Port } from './toy-onnx.ts';

/** Widths of a toy model; the weights are normal numbers from the seed, scaled by 1 / √fan-in. */
export interface ToyWidths {
  readonly left: number;
  readonly right: number;
  /** Embedding width of the dual tower, width of the first layer of the concat network. */
  readonly hidden: number;
  /** Width of the second layer of the concat network. */
  readonly tail?: number;
}

const weights = (rows: number, columns: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * columns }, () => random.normal() / Math.sqrt(rows));
};
const none = { operations: 0, bytes: 0 };

const write = (folder: string, graphs: Readonly<Record<string, Graph>>, manifest: ModelManifest): void => {
  mkdirSync(folder, { recursive: true });
  for (const [name, graph] of Object.entries(graphs)) writeFileSync(join(folder, `${name}.onnx`), onnxBytes(graph));
  writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest));
};

const unit = (from: string, to: string): Node[] => [
  { op: 'Mul', inputs: [from, from], output: `${to}_squares` },
  { op: 'ReduceSum', inputs: [`${to}_squares`, 'last'], output: `${to}_sum`, ints: { keepdims: 1 } },
  { op: 'Sqrt', inputs: [`${to}_sum`], output: `${to}_norm` },
  { op: 'Div', inputs: [from, `${to}_norm`], output: to },
];

/** The weights a toy model was written with, for references in plain JavaScript. */
export interface ToyWeights {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly bias: Float32Array;
  readonly second: Float32Array;
  readonly last: Float32Array;
}

const toyWeights = (widths: ToyWidths, seed: number): ToyWeights => ({
  left: weights(widths.left, widths.hidden, seed),
  right: weights(widths.right, widths.hidden, seed + 1),
  bias: weights(1, widths.hidden, seed + 2),
  second: weights(widths.hidden, widths.tail ?? 1, seed + 3),
  last: weights(widths.tail ?? 1, 1, seed + 4),
});

/** Writes a dual tower of one linear layer a side: unit vectors and their inner product, or raw vectors and minus their squared distance. */
export function writeToyDualTower(
  folder: string,
  widths: ToyWidths,
  metric: 'innerProduct' | 'l2' = 'innerProduct',
  seed = 1,
): ToyWeights {
  const w = toyWeights(widths, seed);
  const E = widths.hidden;
  const last = ints('last', -1);
  const tower = (side: 'left' | 'right'): Node[] => [
    { op: 'MatMul', inputs: [side, `${side}_weight`], output: metric === 'l2' ? `${side}_vector` : `${side}_raw` },
    ...(metric === 'l2' ? [] : unit(`${side}_raw`, `${side}_vector`)),
  ];
  const constant = (side: 'left' | 'right') => floats(`${side}_weight`, [widths[side], E], w[side]);
  const vector = (side: 'left' | 'right', rows: string): Port => ({ name: `${side}_vector`, dims: [rows, E] });
  const rowScore: Node[] =
    metric === 'innerProduct'
      ? [
          { op: 'Mul', inputs: ['left_vector', 'right_vector'], output: 'products' },
          { op: 'ReduceSum', inputs: ['products', 'last'], output: 'score', ints: { keepdims: 0 } },
        ]
      : [
          { op: 'Sub', inputs: ['left_vector', 'right_vector'], output: 'difference' },
          { op: 'Mul', inputs: ['difference', 'difference'], output: 'squares' },
          { op: 'ReduceSum', inputs: ['squares', 'last'], output: 'distance', ints: { keepdims: 0 } },
          { op: 'Neg', inputs: ['distance'], output: 'score' },
        ];
  const grid: Node[] =
    metric === 'innerProduct'
      ? [{ op: 'Gemm', inputs: ['left_vector', 'right_vector'], output: 'scores', ints: { transB: 1 } }]
      : [
          { op: 'Unsqueeze', inputs: ['left_vector', 'one'], output: 'left_rows' },
          { op: 'Unsqueeze', inputs: ['right_vector', 'zero'], output: 'right_rows' },
          { op: 'Sub', inputs: ['left_rows', 'right_rows'], output: 'difference' },
          { op: 'Mul', inputs: ['difference', 'difference'], output: 'squares' },
          { op: 'ReduceSum', inputs: ['squares', 'last'], output: 'distance', ints: { keepdims: 0 } },
          { op: 'Neg', inputs: ['distance'], output: 'scores' },
        ];
  const side = (name: 'left' | 'right') => ({
    inputs: [{ name, shape: [widths[name]] }],
    cached: [{ name: `${name}_vector`, shape: [E] }],
  });
  write(
    folder,
    {
      left: {
        inputs: [{ name: 'left', dims: ['N', widths.left] }],
        outputs: [vector('left', 'N')],
        nodes: tower('left'),
        constants: [last, constant('left')],
      },
      right: {
        inputs: [{ name: 'right', dims: ['M', widths.right] }],
        outputs: [vector('right', 'M')],
        nodes: tower('right'),
        constants: [last, constant('right')],
      },
      interaction: {
        inputs: [vector('left', 'P'), vector('right', 'P')],
        outputs: [{ name: 'score', dims: ['P'] }],
        nodes: rowScore,
        constants: [last],
      },
      grid: {
        inputs: [vector('left', 'N'), vector('right', 'M')],
        outputs: [{ name: 'scores', dims: ['N', 'M'] }],
        nodes: grid,
        constants: metric === 'l2' ? [last, ints('one', 1), ints('zero', 0)] : [],
      },
      pair: {
        inputs: [
          { name: 'left', dims: ['P', widths.left] },
          { name: 'right', dims: ['P', widths.right] },
        ],
        outputs: [{ name: 'score', dims: ['P'] }],
        nodes: [...tower('left'), ...tower('right'), ...rowScore],
        constants: [last, constant('left'), constant('right')],
      },
    },
    {
      name: 'toy-dual',
      family: 'dual tower',
      summary: 'one linear layer a side',
      left: side('left'),
      right: side('right'),
      index: { metric, left: 'left_vector', right: 'right_vector' },
      parameters: (widths.left + widths.right) * E,
      work: {
        left: { operations: 2 * widths.left * E, bytes: 0 },
        right: { operations: 2 * widths.right * E, bytes: 0 },
        interaction: { operations: 2 * E, bytes: 0 },
        pair: { operations: 2 * (widths.left + widths.right + 1) * E, bytes: 0 },
      },
    },
  );
  return w;
}

/** Writes a concat network: ReLU(W[x; y] + b) → ReLU(V ·) → u ·, no biases after the first layer. */
export function writeToyConcat(folder: string, widths: ToyWidths, seed = 1): ToyWeights {
  const w = toyWeights(widths, seed);
  const { hidden: H, tail: K = 1 } = widths;
  const first = new Float32Array((widths.left + widths.right) * H);
  first.set(w.left);
  first.set(w.right, w.left.length);
  const hidden = (side: 'left' | 'right', rows: string): Port => ({ name: `${side}_hidden`, dims: [rows, H] });
  const second = floats('second', [H, K], w.second);
  const final = floats('final', [K, 1], w.last);
  const tail = (output: string): Node[] => [
    { op: 'Relu', inputs: ['sum'], output: 'active' },
    { op: 'MatMul', inputs: ['active', 'second'], output: 'tail' },
    { op: 'Relu', inputs: ['tail'], output: 'tail_active' },
    { op: 'MatMul', inputs: ['tail_active', 'final'], output: 'column' },
    { op: 'Squeeze', inputs: ['column', 'last'], output },
  ];
  const side = (name: 'left' | 'right') => ({
    inputs: [{ name, shape: [widths[name]] }],
    cached: [{ name: `${name}_hidden`, shape: [H] }],
  });
  const operations = 2 * H * K + 2 * K;
  write(
    folder,
    {
      left: {
        inputs: [{ name: 'left', dims: ['N', widths.left] }],
        outputs: [hidden('left', 'N')],
        nodes: [
          { op: 'MatMul', inputs: ['left', 'weight'], output: 'product' },
          { op: 'Add', inputs: ['product', 'bias'], output: 'left_hidden' },
        ],
        constants: [floats('weight', [widths.left, H], w.left), floats('bias', [H], w.bias)],
      },
      right: {
        inputs: [{ name: 'right', dims: ['M', widths.right] }],
        outputs: [hidden('right', 'M')],
        nodes: [{ op: 'MatMul', inputs: ['right', 'weight'], output: 'right_hidden' }],
        constants: [floats('weight', [widths.right, H], w.right)],
      },
      interaction: {
        inputs: [hidden('left', 'P'), hidden('right', 'P')],
        outputs: [{ name: 'score', dims: ['P'] }],
        nodes: [{ op: 'Add', inputs: ['left_hidden', 'right_hidden'], output: 'sum' }, ...tail('score')],
        constants: [second, final, ints('last', -1)],
      },
      grid: {
        inputs: [hidden('left', 'N'), hidden('right', 'M')],
        outputs: [{ name: 'scores', dims: ['N', 'M'] }],
        nodes: [
          { op: 'Unsqueeze', inputs: ['left_hidden', 'one'], output: 'left_rows' },
          { op: 'Unsqueeze', inputs: ['right_hidden', 'zero'], output: 'right_rows' },
          { op: 'Add', inputs: ['left_rows', 'right_rows'], output: 'sum' },
          ...tail('scores'),
        ],
        constants: [second, final, ints('last', -1), ints('one', 1), ints('zero', 0)],
      },
      pair: {
        inputs: [
          { name: 'left', dims: ['P', widths.left] },
          { name: 'right', dims: ['P', widths.right] },
        ],
        outputs: [{ name: 'score', dims: ['P'] }],
        nodes: [
          { op: 'Concat', inputs: ['left', 'right'], output: 'both', ints: { axis: 1 } },
          { op: 'MatMul', inputs: ['both', 'weight'], output: 'product' },
          { op: 'Add', inputs: ['product', 'bias'], output: 'sum' },
          ...tail('score'),
        ],
        constants: [
          floats('weight', [widths.left + widths.right, H], first),
          floats('bias', [H], w.bias),
          second,
          final,
          ints('last', -1),
        ],
      },
    },
    {
      name: 'toy-concat',
      family: 'early fusion',
      summary: 'two layers over the concatenation',
      left: side('left'),
      right: side('right'),
      parameters: (widths.left + widths.right + 1) * H + H * K + K,
      work: {
        left: none,
        right: none,
        interaction: { operations, bytes: 0 },
        pair: { operations: operations + 2 * (widths.left + widths.right) * H, bytes: 0 },
      },
    },
  );
  return w;
}

/** Normal numbers, [rows, columns]. */
export function toyMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, () => random.normal()) };
}
