import { input } from '../graph/build.ts';
import type { Model } from '../graph/model.ts';
import type { GraphNode } from '../graph/ops.ts';
import { overGrid, type Partition, partition } from '../graph/partition.ts';
import { toOnnx } from '../graph/to-onnx.ts';
import { featureArray } from '../runtime/feature-arrays.ts';
import { openSession, type Session, type SessionSettings, type TensorValue, type TensorValues } from '../runtime/session.ts';
import type { DatasetPart, Matrix, Side } from '../types.ts';
import type { Weights } from './weights.ts';

/** Left items that meet a block of right items in one run: few enough to stay in cache beside the weights. */
const leftBlock = 8;
/** Pairs of tokens of one run, 32 MiB of similarities; a vector counts as one token. */
const largestBlock = 2 ** 23;
/** Values of features that are encoded in one run. */
const encodedValues = 2 ** 22;

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
  const features = { left: inputTensors(model, 'left', part), right: inputTensors(model, 'right', part) };
  const tokens = tokensOf(cut.leftCached) * tokensOf(cut.rightCached);
  const rightBlock = Math.max(1, Math.min(columns, Math.floor(largestBlock / (leftBlock * tokens))));
  const data = new Float32Array(rows * columns);
  const block = new Float32Array(leftBlock * rightBlock);
  return {
    async score(weights) {
      const parameters = (names: readonly string[]) =>
        Object.fromEntries(
          model.parameters
            .filter(({ name }) => names.includes(name))
            .map(({ name, shape }) => [name, { dims: shape, data: weights.get(name)! }]),
        );
      const encode = (side: Side) => encodeRows(encoders[side], features[side], parameters(encoders[side].inputs));
      const [left, right] = [await encode('left'), await encode('right')];
      const shared = parameters(grid.inputs);
      for (let first = 0; first < columns; first += rightBlock) {
        const count = Math.min(rightBlock, columns - first);
        const rights = cutRows(right, first, first + count);
        for (let start = 0; start < rows; start += leftBlock) {
          const end = Math.min(rows, start + leftBlock);
          const scores = { dims: [end - start, count], data: block.subarray(0, (end - start) * count) };
          await grid.run({ ...shared, ...rights, ...cutRows(left, start, end) }, { scores });
          for (let row = start; row < end; row++)
            data.set(block.subarray((row - start) * count, (row - start + 1) * count), row * columns + first);
        }
      }
      return { rows, columns, data };
    },
    async close() {
      await Promise.all([encoders.left.close(), encoders.right.close(), grid.close()]);
    },
  };
}

/** The features of a part under the names of the model's inputs. */
export function inputTensors(model: Model, side: Side, part: DatasetPart): TensorValues {
  const { features, items } = part[side];
  return Object.fromEntries(
    model[side].map(({ attributes: { name } }) => {
      const array = featureArray(features, side, name);
      if (array === undefined) throw new Error(`internal: ${model.name} takes ${name}, which the features lack`);
      return [name, { dims: [items.length, ...array.shape], data: array.data }];
    }),
  );
}

/** Tokens an item of the cached arrays: `[P, T, E]` has T, a vector counts as one. */
const tokensOf = (cached: readonly GraphNode<'input'>[]): number =>
  Math.max(...cached.map(({ shape }) => (shape.length > 2 ? (shape[1] as number) : 1)));

/** Runs an encoder over all rows, as many at a time as memory is bounded by. */
async function encodeRows(encoder: Session, features: TensorValues, parameters: TensorValues): Promise<TensorValues> {
  const count = Object.values(features)[0]!.dims[0]!;
  const widest = Math.max(...Object.values(features).map(({ data }) => data.length / count));
  const block = Math.max(1, Math.floor(encodedValues / widest));
  if (count <= block) return encoder.run({ ...features, ...parameters });
  const whole: Record<string, TensorValue> = {};
  for (let start = 0; start < count; start += block) {
    const rows = cutRows(features, start, Math.min(count, start + block));
    for (const [name, { dims, data }] of Object.entries(await encoder.run({ ...rows, ...parameters }))) {
      const width = data.length / dims[0]!;
      whole[name] ??= { dims: [count, ...dims.slice(1)], data: new Float32Array(count * width) };
      (whole[name].data as Float32Array).set(data as Float32Array, start * width);
    }
  }
  return whole;
}

const cutRows = (values: TensorValues, start: number, end: number): TensorValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, { dims, data }]) => {
      const width = data.length / dims[0]!;
      return [name, { dims: [end - start, ...dims.slice(1)], data: data.subarray(start * width, end * width) }];
    }),
  );

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
