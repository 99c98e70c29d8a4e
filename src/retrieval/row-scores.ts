import type { RowArray } from '../runtime/feature-arrays.ts';
import type { SessionSettings } from '../runtime/session.ts';
import type { Features } from '../types.ts';
import { product, type RowArrays, viewRows } from './cached-side.ts';
import { encodeFeatures } from './encode-features.ts';
import { createGather } from './gather.ts';
import { openPart, readManifest } from './model-folder.ts';

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
  settings: SessionSettings,
): Promise<RowScores> {
  const model = await readManifest(modelDir);
  const sides = {
    left: await encodeFeatures(modelDir, model, 'left', left, settings),
    right: await encodeFeatures(modelDir, model, 'right', right, settings),
  };
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
