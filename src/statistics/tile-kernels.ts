import { f64x2, i8x16, i32, i32x4, local, loopWhile, v128, type WasmFunction, wasmModule } from './wasm.ts';

/** Resamples that are summed at once. */
export const tileWidth = 8;
export const bytesPerValue = 8;
const tileBytes = tileWidth * bytesPerValue;
/** Two doubles. */
const vectorBytes = 16;

/** What we use of it; the types of Node leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

/** The two loops, over addresses in one memory. */
export interface TileKernels {
  readonly memory: InstanceType<typeof WebAssembly.Memory>;
  /** Draws of all units in one tile of resamples, from a byte each `stride` apart to doubles [units × 8]. */
  readonly fill: (draws: number, end: number, stride: number, tile: number) => void;
  /** Adds, over all units, the draws of a tile times two columns of values side by side: to 8 sums of the first, 8 of the second. */
  readonly sum: (tile: number, end: number, values: number, first: number, second: number) => void;
}

/**
 * WebAssembly, because JavaScript has no vectors: `report reports/zoo` takes 7.6 s of processor time with it and 13.9 s with the same loops in JavaScript, eight
 * sums at once. Written in code, since a text that is compiled by another package would be a step of set-up more and as many lines.
 */
export function openKernels(): TileKernels {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = wasmModule({ module: 'room', name: 'memory' }, [fill, sum]);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { room: { memory } });
  return { memory, ...(exports as unknown as Pick<TileKernels, 'fill' | 'sum'>) };
}

/**
 *     do {
 *       words = 8 bytes at draws, as i16
 *       for (half of low, high of words as i32) {
 *         tile[…] = the first two of half as f64, the last two of half as f64
 *       }
 *       tile += 64
 *     } while ((draws += stride) < end)
 */
const fill = ((): WasmFunction => {
  const [draws, drawsEnd, stride, tile] = [0, 1, 2, 3];
  const [words, four] = [4, 5];
  const lastTwo = i8x16.shuffle(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  const half = (extend: typeof i32x4.extend_low_i16x8_u, offset: number) => [
    ...[...local.get(words), ...extend, ...local.set(four)],
    ...[...local.get(tile), ...local.get(four), ...f64x2.convert_low_i32x4_u, ...v128.store(offset)],
    ...[...local.get(tile), ...local.get(four), ...local.get(four), ...lastTwo],
    ...[...f64x2.convert_low_i32x4_u, ...v128.store(offset + vectorBytes)],
  ];
  const body = [
    ...[...local.get(draws), ...v128.load8x8_u, ...local.set(words)],
    ...half(i32x4.extend_low_i16x8_u, 0),
    ...half(i32x4.extend_high_i16x8_u, 2 * vectorBytes),
    ...[...local.get(tile), ...i32.const(tileBytes), ...i32.add, ...local.set(tile)],
  ];
  const condition = [
    ...[...local.get(draws), ...local.get(stride), ...i32.add, ...local.tee(draws)],
    ...[...local.get(drawsEnd), ...i32.lt_u],
  ];
  return { name: 'fill', parameters: 4, vectors: 2, code: loopWhile(body, condition) };
})();

/**
 *     firsts = first[…], seconds = second[…]
 *     do {
 *       [one, other] = values, each twice
 *       for (i = 0; i < 4; i++) {
 *         draws = two doubles of the tile
 *         firsts[i] += draws × one
 *         seconds[i] += draws × other
 *       }
 *       values += 16
 *     } while ((tile += 64) < end)
 *     first[…] = firsts, second[…] = seconds
 */
const sum = ((): WasmFunction => {
  const [tile, tileEnd, values, first, second] = [0, 1, 2, 3, 4];
  const [firsts, seconds, draws, one, other] = [5, 9, 13, 14, 15];
  const vectors = [0, 1, 2, 3];
  const step = (i: number) => [
    ...[...local.get(tile), ...v128.load(vectorBytes * i), ...local.tee(draws)],
    ...[...local.get(one), ...f64x2.mul, ...local.get(firsts + i), ...f64x2.add, ...local.set(firsts + i)],
    ...[...local.get(draws), ...local.get(other), ...f64x2.mul],
    ...[...local.get(seconds + i), ...f64x2.add, ...local.set(seconds + i)],
  ];
  const body = [
    ...[...local.get(values), ...v128.load64_splat(0), ...local.set(one)],
    ...[...local.get(values), ...v128.load64_splat(bytesPerValue), ...local.set(other)],
    ...vectors.flatMap(step),
    ...[...local.get(values), ...i32.const(2 * bytesPerValue), ...i32.add, ...local.set(values)],
  ];
  const condition = [
    ...[...local.get(tile), ...i32.const(tileBytes), ...i32.add, ...local.tee(tile)],
    ...[...local.get(tileEnd), ...i32.lt_u],
  ];
  const loads = (from: number, sums: number) =>
    vectors.flatMap((i) => [...local.get(from), ...v128.load(vectorBytes * i), ...local.set(sums + i)]);
  const stores = (to: number, sums: number) =>
    vectors.flatMap((i) => [...local.get(to), ...local.get(sums + i), ...v128.store(vectorBytes * i)]);
  const code = [
    ...[...loads(first, firsts), ...loads(second, seconds)],
    ...loopWhile(body, condition),
    ...[...stores(first, firsts), ...stores(second, seconds)],
  ];
  return { name: 'sum', parameters: 5, vectors: 11, code };
})();
