import { getFloat16 } from '@petamoriken/float16';

/** How the numbers of a foreign array become float32. `bytes.length` is a multiple of `size` and starts at a multiple of it. */
export interface ElementType {
  readonly size: number;
  /** Writes `bytes.length / size` numbers. */
  readonly decode: (bytes: Uint8Array<ArrayBuffer>, into: Float32Array<ArrayBuffer>) => void;
}

const halves = ((): Float32Array => {
  const view = new DataView(new ArrayBuffer(2));
  return Float32Array.from({ length: 1 << 16 }, (_, bits) => {
    view.setUint16(0, bits, true);
    return getFloat16(view, 0, true);
  });
})();

const words = ({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): Uint16Array =>
  new Uint16Array(buffer, byteOffset, length / 2);

/** The element types of features, by their safetensors names; every platform we run on is little-endian, as these are. */
export const elementTypes = {
  F32: { size: 4, decode: (bytes, into) => new Uint8Array(into.buffer, into.byteOffset, bytes.length).set(bytes) },
  F64: { size: 8, decode: (bytes, into) => into.set(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)) },
  F16: {
    size: 2,
    decode(bytes, into) {
      const from = words(bytes);
      for (let i = 0; i < from.length; i++) into[i] = halves[from[i]!]!;
    },
  },
  BF16: {
    size: 2,
    decode(bytes, into) {
      const [from, bits] = [words(bytes), new Uint32Array(into.buffer, into.byteOffset, bytes.length / 2)];
      for (let i = 0; i < from.length; i++) bits[i] = from[i]! << 16;
    },
  },
  I8: { size: 1, decode: (bytes, into) => into.set(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)) },
  // Of masks alone.
  U8: { size: 1, decode: (bytes, into) => into.set(bytes) },
  BOOL: { size: 1, decode: (bytes, into) => into.set(bytes) },
} as const satisfies Readonly<Record<string, ElementType>>;

export type ElementName = keyof typeof elementTypes;

export const elementBytes = Object.fromEntries(Object.entries(elementTypes).map(([name, { size }]) => [name, size])) as Readonly<
  Record<ElementName, number>
>;
