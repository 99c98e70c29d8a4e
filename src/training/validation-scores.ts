import { input } from '../graph/build.ts';
import type { Model } from '../graph/model.ts';
import { overGrid, type Partition, partition } from '../graph/partition.ts';
import { toOnnx } from '../graph/to-onnx.ts';
import { openSession, type SessionSettings, type TensorValue } from '../runtime/session.ts';
import type { DatasetPart, Matrix, Side } from '../types.ts';
import type { Weights } from './weights.ts';

/** Right items scored against one block of left items a run: small enough to stay in cache beside the weights. */
const leftBlock = 8;

export interface ValidationScorer {
  /** Every left against every right item, `[N, M]`, under these weights. The matrix is reused by the next call. */
  score(weights: Weights): Promise<Matrix>;
  close(): Promise<void>;
}

/** Scores all pairs of a part with weights that change, so the weights are inputs of the models. */
export async function openValidationScorer(
  model: Model,
  part: DatasetPart,
  settings: SessionSettings,
): Promise<ValidationScorer> {
  const cut = partition(model.score);
  const encoders = {
    left: await openSession(encoderModel(model, cut, 'left'), settings),
    right: await openSession(encoderModel(model, cut, 'right'), settings),
  };
  const grid = await openSession(gridModel(model, cut), settings);
  const [rows, columns] = [part.left.items.length, part.right.items.length];
  const data = new Float32Array(rows * columns);
  return {
    async score(weights) {
      const parameters = (names: readonly string[]) =>
        Object.fromEntries(
          model.parameters
            .filter(({ name }) => names.includes(name))
            .map(({ name, shape }) => [name, { dims: shape, data: weights.get(name)! }]),
        );
      const encode = (side: Side) => {
        const { global } = part[side].features;
        const features = { [side]: { dims: [global.rows, global.columns], data: global.data } };
        return encoders[side].run({ ...features, ...parameters(encoders[side].inputs) });
      };
      const [left, right] = [await encode('left'), await encode('right')];
      const shared = { ...right, ...parameters(grid.inputs) };
      for (let start = 0; start < rows; start += leftBlock) {
        const end = Math.min(rows, start + leftBlock);
        const block = Object.fromEntries(Object.entries(left).map(([name, value]) => [name, rowsOf(value, start, end)]));
        await grid.run(
          { ...shared, ...block },
          { scores: { dims: [end - start, columns], data: data.subarray(start * columns, end * columns) } },
        );
      }
      return { rows, columns, data };
    },
    async close() {
      await Promise.all([encoders.left.close(), encoders.right.close(), grid.close()]);
    },
  };
}

const rowsOf = ({ dims, data }: TensorValue, start: number, end: number): TensorValue => {
  const width = data.length / dims[0]!;
  return { dims: [end - start, ...dims.slice(1)], data: data.subarray(start * width, end * width) };
};

/** `left.onnx` or `right.onnx`: the cacheable prefix of a side. */
export function encoderModel(model: Model, cut: Partition, side: Side, weights?: Weights): Uint8Array<ArrayBuffer> {
  const cached = side === 'left' ? cut.leftCached : cut.rightCached;
  const outputs = cut[side].map((node, i) => ({ name: cached[i]!.attributes.name, node }));
  return toOnnx(`${model.name} ${side}`, outputs, weights, model[side]);
}

/** `grid.onnx`: cached arrays of N left and M right items → scores `[N, M]`. */
export function gridModel(model: Model, cut: Partition, weights?: Weights): Uint8Array<ArrayBuffer> {
  const counted = (nodes: Partition['leftCached'], count: string) =>
    nodes.map(({ attributes: { name, shape, side } }) => input(name, [count, ...shape.slice(1)], side));
  const [left, right] = [counted(cut.leftCached, 'N'), counted(cut.rightCached, 'M')];
  return toOnnx(`${model.name} grid`, [{ name: 'scores', node: overGrid(cut, left, right) }], weights, [...left, ...right]);
}
