import { afterEach, expect, test } from 'vitest';
import { lowerPrecision } from '../../src/graph/lower-precision.ts';
import { createOnnxWriter } from '../../src/graph/onnx.ts';
import { createRandom } from '../../src/random.ts';
import { openSession, type Session } from '../../src/runtime/session.ts';

const [rows, width, hidden] = [5, 7, 6];
const random = createRandom(3);
const drawn = (count: number): Float32Array => Float32Array.from({ length: count }, () => 4 * random.uniform() - 1);
const weights = { first: drawn(width * hidden), bias: drawn(hidden), second: drawn(hidden) };
const input = drawn(rows * width);

/** x [B, 7] → ReLU(x W + b) [B, 6] → · w [B, 1]; the first weights stored turned round or not, and without a bias. */
function network({ isTurned = false, hasBias = true } = {}): Uint8Array {
  const writer = createOnnxWriter('network');
  writer.input('x', 'float32', ['B', width]);
  const turned = weights.first.map((_, at) => weights.first[(at % width) * hidden + Math.floor(at / width)]!);
  const first = isTurned ? writer.float32([hidden, width], turned) : writer.float32([width, hidden], weights.first);
  const bias = hasBias ? [writer.float32([hidden], weights.bias)] : [];
  const layer = writer.emit('Relu', [writer.emit('Gemm', ['x', first, ...bias], { transB: isTurned ? 1 : 0 })]);
  writer.output('y', writer.emit('MatMul', [layer, writer.float32([hidden, 1], weights.second)]), ['B', 1]);
  return writer.bytes();
}

const opened: Session[] = [];
afterEach(async () => {
  for (const session of opened.splice(0)) await session.close();
});
async function run(model: Uint8Array): Promise<number[]> {
  const session = await openSession(model, { device: 'cpu', threads: 1 });
  opened.push(session);
  const { y } = await session.run({ x: { dims: [rows, width], data: input } });
  return [...(y!.data as Float32Array)];
}

type Product = (values: number[], weights: readonly number[], columns: number) => number[];

const plainProduct: Product = (values, stored, columns) => {
  const inner = stored.length / columns;
  return Array.from({ length: (values.length / inner) * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let i = 0; i < inner; i++) sum += values[row * inner + i]! * stored[i * columns + column]!;
    return sum;
  });
};

/** Values by the smallest and the largest of them and 0 in 256 steps, weights by the largest of their column in 127: written afresh from the definition in ONNX. */
const integerProduct: Product = (values, stored, columns) => {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = (high - low) / 255;
  const even = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
  const clamp = (x: number): number => Math.min(255, Math.max(0, x));
  const zero = clamp(even(-low / step));
  const quantised = values.map((value) => step * (clamp(even(value / step) + zero) - zero));
  const scales = Array.from(
    { length: columns },
    (_, column) => Math.max(...stored.filter((_, at) => at % columns === column).map(Math.abs)) / 127,
  );
  const kept = stored.map((value, at) => scales[at % columns]! * Math.round(value / scales[at % columns]!));
  return plainProduct(quantised, kept, columns);
};

function reference(product: Product, hasBias = true): number[] {
  const layer = product([...input], [...weights.first], hidden).map((sum, at) =>
    Math.max(0, sum + (hasBias ? weights.bias[at % hidden]! : 0)),
  );
  return product(layer, [...weights.second], 1);
}

test.each([{}, { isTurned: true }, { hasBias: false }])(
  'a network of 8 bits gives what quantising by hand gives: %j',
  async (how) => {
    const lowered = await run(lowerPrecision(network(how), 8)!);
    expect(lowered).toBeAllClose(reference(integerProduct, how.hasBias), 1e-4, 1e-4);
    expect(await run(network(how))).toBeAllClose(reference(plainProduct, how.hasBias), 1e-5, 1e-5);
    expect(lowered).not.toBeAllClose(reference(plainProduct, how.hasBias), 1e-4, 1e-4);
  },
);

test('a network of 16 bits is off by the rounding of float16, and by no more', async () => {
  const exact = reference(plainProduct);
  const half = await run(lowerPrecision(network(), 16)!);
  const scale = Math.max(...exact.map(Math.abs));
  const off = Math.max(...half.map((value, i) => Math.abs(value - exact[i]!))) / scale;
  expect(off).toBeGreaterThan(1e-5);
  expect(off).toBeLessThan(2 ** -9);
});

test('a graph that multiplies by nothing stored has no layers to keep in fewer bits', () => {
  const writer = createOnnxWriter('similarity');
  writer.input('x', 'float32', ['B', 3]);
  writer.input('y', 'float32', ['B', 3]);
  writer.output('z', writer.emit('Gemm', ['x', 'y'], { transB: 1 }), ['B', 'B']);
  expect(lowerPrecision(writer.bytes(), 8)).toBeUndefined();
});
