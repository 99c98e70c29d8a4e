import type { Features } from '../types.ts';

/** Windows of `size` rows each, one after the other, as views without a copy; the rows left over at the end are in none. Needs at least one window. */
export function rowWindows({ global, tokens }: Features, size: number): Features[] {
  const count = Math.floor(global.rows / size);
  if (count === 0) throw new Error(`internal: no window of ${size} rows in ${global.rows}`);
  return Array.from({ length: count }, (_, i) => {
    const cut = <A extends Float32Array | Uint8Array>(data: A, width: number): A =>
      data.subarray(i * size * width, (i + 1) * size * width) as A;
    const rows = { rows: size, columns: global.columns, data: cut(global.data, global.columns) };
    if (tokens === undefined) return { global: rows };
    const values = tokens.tokens * tokens.width;
    return {
      global: rows,
      tokens: { ...tokens, items: size, data: cut(tokens.data, values), mask: cut(tokens.mask, tokens.tokens) },
    };
  });
}
