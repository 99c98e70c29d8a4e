import type { Features } from './types.ts';

/** Rows `start` up to `end` of the features of one side, as views without a copy. */
export function featureRows({ global, tokens, words }: Features, start: number, end: number): Features {
  const items = end - start;
  const cut = <A extends Float32Array | Uint8Array>(data: A, width: number): A => data.subarray(start * width, end * width) as A;
  return {
    global: { rows: items, columns: global.columns, data: cut(global.data, global.columns) },
    ...(tokens === undefined
      ? {}
      : {
          tokens: {
            ...tokens,
            items,
            data: cut(tokens.data, tokens.tokens * tokens.width),
            mask: cut(tokens.mask, tokens.tokens),
          },
        }),
    ...(words === undefined ? {} : { words: { ...words, items, data: cut(words.data, words.bytes) } }),
  };
}
