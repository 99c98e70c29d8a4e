import { createOnnxWriter } from '../graph/onnx.ts';
import { openSession } from '../runtime/session.ts';
import type { Matrix } from '../types.ts';
import { whileOpen } from './holding.ts';

/** How many bits a value of a stored vector has: float32, float16, or 8-bit integers with a scale a row. */
export type Bits = 32 | 16 | 8;

/** Vectors [M, E] as they are kept. */
export interface StoredVectors {
  readonly bits: Bits;
  readonly rows: number;
  readonly columns: number;
  /** float16 as its bits. */
  readonly data: Float32Array | Uint16Array | Int8Array;
  /** Value = integer × the scale of its row, [M]; of 8 bits only. */
  readonly scales?: Float32Array;
  /** Squared lengths [M] of the vectors as stored: what distances need beside products. */
  readonly squares?: Float32Array;
}

export const storedBytes = ({ data, scales, squares }: StoredVectors): number =>
  data.byteLength + (scales?.byteLength ?? 0) + (squares?.byteLength ?? 0);

/** Stores vectors in fewer bits, to nearest. `withSquares` keeps their squared lengths as well. */
export async function storeVectors(vectors: Matrix, bits: Bits, withSquares: boolean): Promise<StoredVectors> {
  const { rows, columns } = vectors;
  const kept = { bits, rows, columns };
  if (bits === 8) {
    const { data, scales } = quantise(vectors.data, columns);
    return withSquares ? { ...kept, data, scales, squares: squaredLengths(data, columns, scales) } : { ...kept, data, scales };
  }
  const data = bits === 32 ? vectors.data : await halved(vectors);
  if (!withSquares) return { ...kept, data };
  const values = data instanceof Uint16Array ? await restored(data, rows, columns) : data;
  return { ...kept, data, squares: squaredLengths(values, columns) };
}

/** Each row by a scale of its own, so that its largest value is 127 (Jacob et al. 2018, symmetric). */
export function quantise(values: Float32Array, columns: number): { readonly data: Int8Array; readonly scales: Float32Array } {
  const rows = values.length / columns;
  const data = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let largest = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) largest = Math.max(largest, Math.abs(values[i]!));
    // A row of zeros has any scale.
    const scale = largest === 0 ? 1 : largest / 127;
    scales[row] = scale;
    for (let i = row * columns; i < (row + 1) * columns; i++) data[i] = Math.round(values[i]! / scale);
  }
  return { data, scales };
}

function squaredLengths(values: Float32Array | Int8Array, columns: number, scales?: Float32Array): Float32Array {
  return Float32Array.from({ length: values.length / columns }, (_, row) => {
    let sum = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) sum += values[i]! ** 2;
    return sum * (scales?.[row] ?? 1) ** 2;
  });
}

/** Rows that one cast takes: bounds what it holds twice. */
const castRows = 4096;

const halved = ({ data, rows, columns }: Matrix): Promise<Uint16Array> => cast(data, new Uint16Array(rows * columns), columns);

const restored = (data: Uint16Array, rows: number, columns: number): Promise<Float32Array> =>
  cast(data, new Float32Array(rows * columns), columns);

const typeOf = (values: Float32Array | Uint16Array) => (values instanceof Uint16Array ? 'float16' : 'float32');
/** ONNX's numbers for what values are cast to. */
const codes = { float32: 1, float16: 10 } as const;

async function cast<T extends Float32Array | Uint16Array>(from: Float32Array | Uint16Array, to: T, columns: number): Promise<T> {
  const wanted = typeOf(to);
  const writer = createOnnxWriter('cast');
  writer.input('from', typeOf(from), ['M', columns]);
  writer.output('to', writer.emit('Cast', ['from'], { to: codes[wanted] }), ['M', columns], wanted);
  const step = castRows * columns;
  await whileOpen(await openSession(writer.bytes(), { device: 'cpu', threads: 1 }), async (session) => {
    for (let first = 0; first < from.length; first += step) {
      const dims = [Math.min(castRows, (from.length - first) / columns), columns];
      await session.run(
        { from: { dims, data: from.subarray(first, first + step) } },
        { to: { dims, data: to.subarray(first, first + step) as T } },
      );
    }
  });
  return to;
}
