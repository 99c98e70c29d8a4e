import type { TensorArray } from '../../files/safetensors.ts';
import type { Features } from '../../types.ts';

/** The arrays of a features file: `global` [N, D], and `tokens` [N, T, D] with `mask` [N, T] where there are any. */
export const featureTensors = ({ global, tokens }: Features): Record<string, TensorArray> => ({
  global: { dtype: 'F32', shape: [global.rows, global.columns], data: global.data },
  ...(tokens === undefined
    ? {}
    : {
        tokens: { dtype: 'F32' as const, shape: [tokens.items, tokens.tokens, tokens.width], data: tokens.data },
        mask: { dtype: 'U8' as const, shape: [tokens.items, tokens.tokens], data: tokens.mask },
      }),
});
