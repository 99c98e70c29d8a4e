// @ts-check
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType } from 'onnx-buf';
import { createRandom } from '../../../dist/random.js';

/** @typedef {{ dims: readonly number[], data: Float32Array | Uint8Array | BigInt64Array }} Feed */

/** @param {Uint8Array} bytes */
export function readModel(bytes) {
  const model = fromBinary(ModelProtoSchema, bytes);
  if (model.graph === undefined) throw new Error('an ONNX file without a graph');
  return { model, graph: model.graph };
}

/**
 * Something for every input of a model: small random numbers, rows 0, masks of ones.
 * @param {import('onnx-buf').GraphProto} graph
 * @param {Readonly<Record<string, number>>} sizes of its named dimensions
 * @returns {Record<string, Feed>}
 */
export function anyFeeds(graph, sizes) {
  const random = createRandom(3);
  return Object.fromEntries(
    graph.input.map(({ name, type }) => {
      const tensor = /** @type {import('onnx-buf').TypeProto_Tensor} */ (type?.value.value);
      const dims = (tensor.shape?.dim ?? []).map(({ value }) => {
        const size = value.case === 'dimParam' ? sizes[value.value] : Number(value.value);
        if (size === undefined) throw new Error(`no size for ${value.value}`);
        return size;
      });
      return [
        name,
        {
          dims,
          data: values(
            tensor.elemType,
            dims.reduce((all, size) => all * size, 1),
            random,
          ),
        },
      ];
    }),
  );
}

/** @type {(type: TensorProto_DataType, count: number, random: import('../../../src/random.ts').Random) => Feed['data']} */
const values = (type, count, random) => {
  if (type === TensorProto_DataType.INT64) return new BigInt64Array(count);
  if (type === TensorProto_DataType.UINT8) return new Uint8Array(count).fill(1);
  return Float32Array.from({ length: count }, () => random.uniform() / 10);
};
