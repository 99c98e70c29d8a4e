import { createOnnxWriter, type OnnxWriter, type StoredType } from './onnx.ts';
import { readOnnx } from './read-onnx.ts';
import type { StoredProduct } from './stored-product.ts';

/** Bits of a value in products with stored weights: float16, or integers. */
export type FewerBits = 16 | 8;

/** ONNX's numbers for float32 and float16. */
const [float32, float16] = [1, 10];

/**
 * The same graph with its products of stored weights in fewer bits; all else stays float32. `undefined` where it has none. Of 16 bits both factors are rounded to
 * float16. Of 8 bits weights are integers with a scale a column, and what they meet is quantised as it comes, by its smallest and largest value in a call (dynamic
 * quantisation, as `quantize_dynamic` of onnxruntime): the score of a pair then depends a little on the pairs it is scored with.
 */
export function lowerPrecision(bytes: Uint8Array, bits: FewerBits): Uint8Array | undefined {
  const graph = readOnnx(bytes);
  const writer = createOnnxWriter(`${bits} bits`, graph.opset);
  for (const { name, type, shape } of graph.inputs) writer.input(name, type as StoredType, shape);
  const bound = Object.fromEntries(graph.inputs.map(({ name }) => [name, name]));
  let found = 0;
  const outputs = writer.include(graph, bound, (product) => {
    found++;
    const value = bits === 8 ? inIntegers(product, writer) : inHalves(product, writer);
    return product.bias === undefined ? value : writer.emit('Add', [value, product.bias]);
  });
  for (const [i, { name, shape }] of graph.outputs.entries()) writer.output(name, outputs[i]!, shape);
  return found === 0 ? undefined : writer.bytes();
}

function inHalves({ input, rows, columns, weights }: StoredProduct, writer: OnnxWriter): string {
  const half = (value: string): string => writer.emit('Cast', [value], { to: float16 });
  const product = writer.emit('MatMul', [half(input), half(writer.float32([rows, columns], weights))]);
  return writer.emit('Cast', [product], { to: float32 });
}

function inIntegers({ input, rows, columns, weights }: StoredProduct, writer: OnnxWriter): string {
  const { data, scales } = byColumn(weights, columns);
  const [values, scale, zero] = writer.emitAll('DynamicQuantizeLinear', [input], 3) as [string, string, string];
  const integers = writer.emit('MatMulInteger', [values, writer.int8([rows, columns], data), zero]);
  const both = writer.emit('Mul', [scale, writer.float32([columns], scales)]);
  return writer.emit('Mul', [writer.emit('Cast', [integers], { to: float32 }), both]);
}

/** Each column by a scale of its own, so that its largest value is 127 (Jacob et al. 2018, symmetric). */
function byColumn(values: Float32Array, columns: number): { readonly data: Int8Array; readonly scales: Float32Array } {
  const scales = new Float32Array(columns);
  for (const [i, value] of values.entries()) scales[i % columns] = Math.max(scales[i % columns]!, Math.abs(value) / 127);
  // A column of zeros has any scale.
  for (let column = 0; column < columns; column++) if (scales[column] === 0) scales[column] = 1;
  return { data: Int8Array.from(values, (value, i) => Math.round(value / scales[i % columns]!)), scales };
}
