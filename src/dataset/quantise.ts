/** Whole numbers from -127 to 127 and one scale a column; value = number × scale. */
export interface Quantised {
  readonly values: Int8Array;
  readonly scale: Float32Array;
}

/**
 * Symmetric 8-bit storage: scale = max|x| / 127 over the column, number = x / scale rounded to the nearest. A column of zeros has scale 0.
 * `data` is row-major with `columns` values a row.
 */
export function quantise(data: Float32Array, columns: number): Quantised {
  const scale = new Float32Array(columns);
  for (let i = 0; i < data.length; i++) scale[i % columns] = Math.max(scale[i % columns]!, Math.abs(data[i]!));
  for (let column = 0; column < columns; column++) scale[column] = scale[column]! / 127;
  const values = new Int8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const step = scale[i % columns]!;
    // Rounding of the scale itself may carry the largest value past 127.
    if (step > 0) values[i] = Math.max(-127, Math.min(127, Math.round(data[i]! / step)));
  }
  return { values, scale };
}

/** The float32 values that the numbers stand for. */
export function restore({ values, scale }: Quantised): Float32Array {
  const data = new Float32Array(values.length);
  const columns = scale.length;
  for (let start = 0; start < values.length; start += columns) {
    for (let column = 0; column < columns; column++) data[start + column] = values[start + column]! * scale[column]!;
  }
  return data;
}
