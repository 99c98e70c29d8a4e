import { openTextBackbone } from '../features/backbone.ts';
import { type Axes, principalAxes } from '../features/principal-axes.ts';

/** Texts of each side that axes are fitted to, spread over all. */
const sampled = 250;

/**
 * The directions that keep most of the squared length of the tokens of both sides together, so that tokens of fewer values have the inner products of whole ones as
 * nearly as they can. Fitted without looking at pairs or parts. The same texts give the same axes.
 */
export async function fitTokenAxes(
  folder: string,
  sides: readonly (readonly string[])[],
  width: number,
  settings: { readonly threads: number; readonly allowRemote?: boolean },
): Promise<Axes> {
  const backbone = await openTextBackbone(folder, settings);
  try {
    const rows: Float32Array[] = [];
    let values = 0;
    for (const texts of sides) {
      const count = Math.min(sampled, texts.length);
      const drawn = Array.from({ length: count }, (_, i) => texts[Math.floor((i * texts.length) / count)]!);
      const { tokens } = await backbone.encodeTokens(drawn);
      values = tokens!.width;
      for (let at = 0; at < tokens!.mask.length; at++)
        if (tokens!.mask[at] === 1) rows.push(tokens!.data.subarray(at * values, (at + 1) * values));
    }
    const joined = new Float32Array(rows.length * values);
    for (const [i, row] of rows.entries()) joined.set(row, i * values);
    return principalAxes(joined, values, Math.min(width, values));
  } finally {
    await backbone.close();
  }
}
