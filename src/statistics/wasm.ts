/**
 * As much of a WebAssembly assembler as `tile-kernels.ts` takes: instructions by the names that the specification's text format has, as the bytes of its binary format
 * (WebAssembly Core Specification 2.0, chapter 5).
 */
export type Code = readonly number[];

/** Unsigned LEB128: seven bits a byte, the lowest first. */
const unsigned = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]);
const list = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: Code): number[] => [...unsigned(bytes.length), ...bytes];
const text = (name: string): number[] => sized([...Buffer.from(name)]);

/** An instruction on vectors of 128 bits. */
const simd = (opcode: number, ...immediates: Code): number[] => [0xfd, ...unsigned(opcode), ...immediates];
/** How a memory instruction says where: alignment as a power of two, then the offset. */
const at = (alignment: number, offset: number): number[] => [alignment, ...unsigned(offset)];

export const local = {
  get: (index: number): Code => [0x20, index],
  set: (index: number): Code => [0x21, index],
  tee: (index: number): Code => [0x22, index],
};
export const i32 = {
  /** From 0 to 8,191, whose signed and unsigned LEB128 are the same two bytes. */
  const: (value: number): Code => [0x41, ...(value < 64 ? [value] : [(value & 127) | 128, value >>> 7])],
  add: [0x6a] as Code,
  lt_u: [0x49] as Code,
};
export const v128 = {
  load: (offset: number): Code => simd(0x00, ...at(4, offset)),
  load8x8_u: simd(0x02, ...at(3, 0)),
  load64_splat: (offset: number): Code => simd(0x0a, ...at(3, offset)),
  store: (offset: number): Code => simd(0x0b, ...at(4, offset)),
};
export const i8x16 = { shuffle: (...lanes: Code): Code => simd(0x0d, ...lanes) };
export const i32x4 = { extend_low_i16x8_u: simd(0xa9), extend_high_i16x8_u: simd(0xaa) };
export const f64x2 = { add: simd(0xf0), mul: simd(0xf2), convert_low_i32x4_u: simd(0xff) };

const end = 0x0b;
/** `loop` … `br_if 0` … `end`: the body once, and again as long as the condition holds. */
export const loopWhile = (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0, end];

/** A function of i32 parameters and no result; the locals after them are vectors. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  readonly vectors: number;
  readonly code: Code;
}

/** A module of exported functions over one imported memory. */
export function wasmModule(
  memory: { readonly module: string; readonly name: string },
  functions: readonly WasmFunction[],
): Uint8Array {
  const [i32Type, v128Type] = [0x7f, 0x7b];
  const section = (id: number, items: readonly Code[]): number[] => [id, ...sized(list(items))];
  const types = functions.map(({ parameters }) => [0x60, ...list(new Array<Code>(parameters).fill([i32Type])), ...list([])]);
  const bodies = functions.map(({ vectors, code }) => sized([...list([[vectors, v128Type]]), ...code, end]));
  return Uint8Array.from([
    ...[0, ...Buffer.from('asm'), 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, [[...text(memory.module), ...text(memory.name), 2, 0, 1]]),
    ...section(
      3,
      functions.map((_, type) => [type]),
    ),
    ...section(
      7,
      functions.map(({ name }, index) => [...text(name), 0, index]),
    ),
    ...section(10, bodies),
  ]);
}
