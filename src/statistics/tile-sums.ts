/** Resamples that are summed at once. */
const tileWidth = 8;

/** Room for draws of units, for columns of one value a unit, and for the sums of their products. It holds until the next is asked for. */
export interface SumRoom {
  /** How often each unit was drawn in every resample [units × stride]. */
  readonly draws: Uint8Array;
  /** Two columns side by side, pair after pair [pairs × units × 2]. */
  readonly values: Float64Array;
  /** Column after column [2 × pairs × width], `width` being the resamples up to whole tiles. */
  readonly sums: Float64Array;
  readonly width: number;
  /**
   * Fills `sums` with Σ over units of draws × values. Each product is rounded and then added, unit after unit, as plain numbers are: equal to a plain loop
   * bit by bit.
   */
  sum(): void;
}

/** What we use of it; the types of Node leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

interface Kernels {
  /** Draws of all units in one tile of resamples, as doubles [units × 8]. */
  readonly fill: (draws: number, end: number, stride: number, tile: number) => void;
  /** The sums of two columns over one tile. */
  readonly sum: (tile: number, end: number, values: number, first: number, second: number) => void;
}

const pageBytes = 65_536;
const bytesPerValue = 8;

let opened: (Kernels & { readonly memory: InstanceType<typeof WebAssembly.Memory> }) | undefined;

export function sumRoom(units: number, pairs: number, { stride, count }: { stride: number; count: number }): SumRoom {
  opened ??= open();
  const { memory, fill, sum } = opened;
  const width = tileWidth * Math.ceil(count / tileWidth);
  const lengths = { tile: tileWidth * units, values: 2 * units * pairs, sums: 2 * pairs * width };
  const values = bytesPerValue * lengths.tile;
  const sums = values + bytesPerValue * lengths.values;
  const draws = sums + bytesPerValue * lengths.sums;
  // The last tile of the last unit may reach beyond its draws.
  const missing = draws + units * stride + tileWidth - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  return {
    draws: new Uint8Array(memory.buffer, draws, units * stride),
    values: new Float64Array(memory.buffer, values, lengths.values),
    sums: new Float64Array(memory.buffer, sums, lengths.sums),
    width,
    sum() {
      for (let from = 0; from < count; from += tileWidth) {
        fill(draws + from, draws + from + units * stride, stride, 0);
        for (let pair = 0; pair < pairs; pair++) {
          const first = sums + bytesPerValue * (2 * pair * width + from);
          sum(0, values, values + 2 * bytesPerValue * units * pair, first, first + bytesPerValue * width);
        }
      }
    },
  };
}

function open(): NonNullable<typeof opened> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernelModule()), { room: { memory } });
  return { memory, ...(exports as unknown as Kernels) };
}

// WebAssembly Core Specification 2.0, ch. 5: numbers of 7 bits a byte, lists after their length, sections after their size.
const unsigned = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]);
const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const name = (text: string): number[] => sized([...Buffer.from(text)]);

const [i32, v128] = [0x7f, 0x7b];
const vector = (code: number, ...more: readonly number[]): number[] => [0xfd, ...unsigned(code), ...more];
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
const constant = (value: number): number[] => (value < 64 ? [0x41, value] : [0x41, (value & 127) | 128, value >>> 7]);
const [addInteger, isBelow, branchIf, end] = [0x6a, 0x49, 0x0d, 0x0b];
const load = (offset: number): number[] => vector(0x00, 4, ...unsigned(offset));
const loadTwice = (offset: number): number[] => vector(0x0a, 3, ...unsigned(offset));
const store = (offset: number): number[] => vector(0x0b, 4, ...unsigned(offset));
const [multiply, add] = [vector(0xf2), vector(0xf0)];
const loadBytes = vector(0x02, 3, 0);
const [extendLow, extendHigh] = [vector(0xa9), vector(0xaa)];
const toDoubles = vector(0xff);
const upperHalf = vector(0x0d, ...[8, 9, 10, 11, 12, 13, 14, 15], ...[0, 1, 2, 3, 4, 5, 6, 7]);
const loopWhileBelow = (body: readonly number[], at: number, step: readonly number[], until: number): number[] => [
  ...[0x03, 0x40, ...body],
  ...[...get(at), ...step, addInteger, ...tee(at), ...get(until), isBelow, branchIf, 0, end],
];

/** Eight bytes become eight doubles, unit after unit. */
function fillCode(): number[] {
  const [draws, drawsEnd, stride, tile] = [0, 1, 2, 3];
  const [words, four] = [4, 5];
  const half = (extend: readonly number[], offset: number): number[] => [
    ...[...get(words), ...extend, ...set(four)],
    ...[...get(tile), ...get(four), ...toDoubles, ...store(offset)],
    ...[...get(tile), ...get(four), ...get(four), ...upperHalf, ...toDoubles, ...store(offset + 16)],
  ];
  const body = [
    ...[...get(draws), ...loadBytes, ...set(words)],
    ...[...half(extendLow, 0), ...half(extendHigh, 32)],
    ...[...get(tile), ...constant(tileWidth * bytesPerValue), addInteger, ...set(tile)],
  ];
  return [...list([[2, v128]]), ...loopWhileBelow(body, draws, get(stride), drawsEnd), end];
}

/** Eight sums of two columns, two doubles an instruction. */
function sumCode(): number[] {
  const [tile, tileEnd, values, first, second] = [0, 1, 2, 3, 4];
  const vectors = [0, 1, 2, 3];
  const [sumsOfFirst, sumsOfSecond, draws, one, other] = [5, 9, 13, 14, 15];
  const step = (at: number): number[] => [
    ...[...get(tile), ...load(16 * at), ...tee(draws), ...get(one), ...multiply],
    ...[...get(sumsOfFirst + at), ...add, ...set(sumsOfFirst + at)],
    ...[...get(draws), ...get(other), ...multiply, ...get(sumsOfSecond + at), ...add, ...set(sumsOfSecond + at)],
  ];
  const body = [
    ...[...get(values), ...loadTwice(0), ...set(one), ...get(values), ...loadTwice(bytesPerValue), ...set(other)],
    ...vectors.flatMap(step),
    ...[...get(values), ...constant(2 * bytesPerValue), addInteger, ...set(values)],
  ];
  const stores = (to: number, sums: number): number[] =>
    vectors.flatMap((at) => [...get(to), ...get(sums + at), ...store(16 * at)]);
  return [
    ...list([[11, v128]]),
    ...loopWhileBelow(body, tile, constant(tileWidth * bytesPerValue), tileEnd),
    ...[...stores(first, sumsOfFirst), ...stores(second, sumsOfSecond), end],
  ];
}

/**
 * A module of the two functions, because JavaScript has no vectors: `report reports/zoo` takes 7.6 s of processor time with it and 13.9 s with the same loops in
 * JavaScript, eight sums at once.
 */
function kernelModule(): Uint8Array {
  const takes = (numbers: number): number[] => [0x60, ...list(new Array(numbers).fill([i32])), ...list([])];
  return Uint8Array.from([
    ...[0, ...Buffer.from('asm'), 1, 0, 0, 0],
    ...[1, ...sized(list([takes(4), takes(5)]))],
    ...[2, ...sized(list([[...name('room'), ...name('memory'), 2, 0, 1]]))],
    ...[3, ...sized(list([[0], [1]]))],
    ...[
      7,
      ...sized(
        list([
          [...name('fill'), 0, 0],
          [...name('sum'), 0, 1],
        ]),
      ),
    ],
    ...[10, ...sized(list([sized(fillCode()), sized(sumCode())]))],
  ]);
}
