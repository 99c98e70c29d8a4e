import type { Features } from '../types.ts';

/** Every query row as features of its own, [1, ...], as views without a copy. */
export function singleQueries({ global, tokens }: Features): Features[] {
  const row = <A extends Float32Array | Uint8Array>(data: A, width: number, i: number): A =>
    data.subarray(i * width, (i + 1) * width) as A;
  return Array.from({ length: global.rows }, (_, i) => {
    const one = { rows: 1, columns: global.columns, data: row(global.data, global.columns, i) };
    if (tokens === undefined) return { global: one };
    return {
      global: one,
      tokens: {
        ...tokens,
        items: 1,
        data: row(tokens.data, tokens.tokens * tokens.width, i),
        mask: row(tokens.mask, tokens.tokens, i),
      },
    };
  });
}
