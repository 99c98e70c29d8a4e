import type { RowArray } from '../runtime/feature-arrays.ts';
import type { Features } from '../types.ts';
import { encodeSide, inputRows, product, type RowArrays, viewRows } from './cached-side.ts';
import { createGather } from './gather.ts';
import { openPart, readManifest } from './model-folder.ts';
import type { ScoreSettings } from './score-matrix.ts';

/** Scores chosen rows of one side against chosen rows of the other; both sides are encoded once. */
export interface RowScores {
  /** Of one pair, with both sides cached. */
  readonly operationsPerPair: number;
  /** Scores `[left.length, right.length]`, a fresh array each time. */
  score(left: ArrayLike<number | bigint>, right: ArrayLike<number | bigint>): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens a model folder over the items of both sides. Throws a `UserError` of kind `input` when their features are not the model's. */
export async function openRowScores(
  modelDir: string,
  left: Features,
  right: Features,
  settings: ScoreSettings,
): Promise<RowScores> {
  const model = await readManifest(modelDir);
  const encode = async (side: 'left' | 'right', features: Features): Promise<RowArrays> => {
    const session = await openPart(modelDir, side, model, settings);
    const encoded = await encodeSide(session, model[side].cached, inputRows(model, side, features));
    await session.close();
    return encoded;
  };
  const sides = { left: await encode('left', left), right: await encode('right', right) };
  const session = await openPart(modelDir, 'grid', model, settings);
  return {
    operationsPerPair: model.work.interaction.operations,
    async score(lefts, rights) {
      const feeds = [...chosen(sides.left, lefts), ...chosen(sides.right, rights)].map(
        (array) => [array.name, viewRows(array, 0, array.data.length / product(array.shape))] as const,
      );
      const data = new Float32Array(lefts.length * rights.length);
      await session.run(Object.fromEntries(feeds), { [session.outputs[0]!]: { dims: [lefts.length, rights.length], data } });
      return data;
    },
    close: () => session.close(),
  };
}

const chosen = (source: RowArrays, rows: ArrayLike<number | bigint>): readonly RowArray[] =>
  createGather(source, rows.length)(rows, 0, rows.length).arrays;
