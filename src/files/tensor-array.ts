interface Arrays {
  readonly F32: Float32Array;
  readonly F64: Float64Array;
  readonly I8: Int8Array;
  readonly U8: Uint8Array;
  readonly I32: Int32Array;
  readonly I64: BigInt64Array;
}

/** The element types we read and write, by their safetensors names. */
export type Dtype = keyof Arrays;

/** A dense row-major array; `data.length` is the product of `shape`. */
export type TensorArray = {
  readonly [D in Dtype]: { readonly dtype: D; readonly shape: readonly number[]; readonly data: Arrays[D] };
}[Dtype];

export const elementBytes: Readonly<Record<Dtype, number>> = { F32: 4, F64: 8, I8: 1, U8: 1, I32: 4, I64: 8 };

/** A tensor over a whole buffer of its own, so that the view is always aligned. The buffer's length has been checked. */
export function tensorOver(dtype: Dtype, shape: readonly number[], buffer: ArrayBuffer): TensorArray {
  switch (dtype) {
    case 'F32':
      return { dtype, shape, data: new Float32Array(buffer) };
    case 'F64':
      return { dtype, shape, data: new Float64Array(buffer) };
    case 'I8':
      return { dtype, shape, data: new Int8Array(buffer) };
    case 'U8':
      return { dtype, shape, data: new Uint8Array(buffer) };
    case 'I32':
      return { dtype, shape, data: new Int32Array(buffer) };
    case 'I64':
      return { dtype, shape, data: new BigInt64Array(buffer) };
  }
}
