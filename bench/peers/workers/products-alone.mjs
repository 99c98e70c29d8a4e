// @ts-check
import { readFile } from 'node:fs/promises';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType, TypeProtoSchema, ValueInfoProtoSchema } from 'onnx-buf';
import { openSession } from '../../../dist/runtime/session.js';
import { median } from '../../../dist/statistics/summary.js';
import { anyFeeds, readModel } from './onnx-feeds.mjs';
import { serve, timed } from './serve.mjs';

/**
 * The matrix products of an ONNX model and nothing else, in onnxruntime with our session settings: what no arrangement of the rest can beat.
 * Arguments: `{ onnx, threads, sizes, dimension, blocks }`: sizes of named dimensions, and one that may be had in several: the
 * quickest a row is taken.
 * @typedef {import('../../../src/runtime/session.ts').TensorValue} TensorValue
 * @type {{ onnx: string, threads: number, sizes?: Record<string, number>, dimension?: string, blocks?: number[] }}
 */
const { onnx, threads, sizes, dimension, blocks = [1] } = JSON.parse(/** @type {string} */ (process.argv[2]));
const bytes = await readFile(onnx);
const settings = /** @type {const} */ ({ device: 'cpu', threads });

/** A sum of rows is written as a product with ones: it is left out, a limit has no sums. */
const isProduct = (
  /** @type {import('onnx-buf').NodeProto} */ { opType, input },
  /** @type {import('onnx-buf').GraphProto} */ { initializer },
) => (opType === 'Gemm' && initializer.every(({ name }) => name !== input[0])) || opType === 'MatMul';
const anyShape = (/** @type {string} */ name) =>
  create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: { elemType: TensorProto_DataType.FLOAT } } }),
  });

/** @param {Readonly<Record<string, number>>} sizes */
async function openProducts(sizes) {
  const { model, graph } = readModel(bytes);
  const feeds = anyFeeds(graph, sizes);
  const products = graph.node.filter((node) => isProduct(node, graph));
  // onnxruntime folds a transposition into the product that follows.
  const transposes = graph.node.filter(
    ({ opType, output }) => opType === 'Transpose' && products.some(({ input }) => input.includes(output[0] ?? '')),
  );
  const kept = graph.node.filter((node) => products.includes(node) || transposes.includes(node));
  const [made, constants] = [new Set(kept.flatMap(({ output }) => output)), new Set(graph.initializer.map(({ name }) => name))];
  const given = [...new Set(kept.flatMap(({ input }) => input))].filter((name) => !made.has(name) && !constants.has(name));
  const results = products.map(({ output }) => output[0] ?? '');

  // The whole model once, for the values that the products are given, and the shapes of what they make.
  const inside = given.filter((name) => feeds[name] === undefined);
  graph.output = [...inside, ...results].map(anyShape);
  const whole = await openSession(toBinary(ModelProtoSchema, model), settings);
  const seen = /** @type {Record<string, TensorValue>} */ (await whole.run(feeds));
  await whole.close();

  // Every product is given its operands: none waits for another's result, so that a chain of layers falls apart into its products.
  const operands = new Map(given.map((name) => [name, /** @type {TensorValue} */ (feeds[name] ?? seen[name])]));
  for (const node of kept) {
    node.input = node.input.map((name) => {
      if (!results.includes(name)) return name;
      operands.set(`given.${name}`, /** @type {TensorValue} */ (seen[name]));
      return `given.${name}`;
    });
  }
  graph.node = kept;
  graph.input = [...operands.keys()].map(anyShape);
  graph.output = results.map(anyShape);
  graph.initializer = graph.initializer.filter(({ name }) => kept.some(({ input }) => input.includes(name)));
  const session = await openSession(toBinary(ModelProtoSchema, model), settings);
  const inputs = Object.fromEntries([...operands].map(([name, value]) => [name, { ...value, data: value.data.slice() }]));
  const outputs = Object.fromEntries(
    results.map((name) => {
      const { dims, data } = /** @type {TensorValue} */ (seen[name]);
      return [name, { dims, data: new Float32Array(data.length) }];
    }),
  );
  return { run: () => session.run(inputs, outputs), close: () => session.close(), products: products.length };
}

/** @param {() => unknown} run @param {number} count */
const times = async (run, count) => {
  const taken = [];
  for (let i = 0; i < count; i++) taken.push(await timed(run));
  return taken;
};

/** @type {{ block: number, perRow: number, products: Awaited<ReturnType<typeof openProducts>> } | undefined} */
let best;
for (const block of blocks) {
  const products = await openProducts({ ...sizes, ...(dimension === undefined ? {} : { [dimension]: block }) });
  await times(products.run, 3);
  const perRow = Math.min(...(await times(products.run, 10))) / block;
  if (best === undefined || perRow < best.perRow) {
    await best?.products.close();
    best = { block, perRow, products };
  } else await products.close();
}
const { block, products } = /** @type {NonNullable<typeof best>} */ (best);

await serve({
  facts: () => ({ block, products: products.products }),
  /** Milliseconds of `rows` rows, in as many calls as they take. */
  rows: ({ rows }) =>
    timed(async () => {
      for (let done = 0; done < rows; done += block) await products.run();
    }),
  /** Median milliseconds of a call. */
  call: async ({ count }) => median(await times(products.run, count)),
});
await products.close();
