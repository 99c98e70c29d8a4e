import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';

export interface Constant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}
export interface Port {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}
export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly ints?: Readonly<Record<string, number>>;
}
export interface Graph {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
}

const port = ({ name, dims }: Port) =>
  create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, {
      value: {
        case: 'tensorType',
        value: create(TypeProto_TensorSchema, {
          elemType: TensorProto_DataType.FLOAT,
          shape: create(TensorShapeProtoSchema, {
            dim: dims.map((dim) =>
              create(TensorShapeProto_DimensionSchema, {
                value: typeof dim === 'number' ? { case: 'dimValue', value: BigInt(dim) } : { case: 'dimParam', value: dim },
              }),
            ),
          }),
        }),
      },
    }),
  });

/** Bytes of an ONNX model (IR 10, opset 21) that computes the nodes in the order given. */
export function onnxBytes(graph: Graph): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    producerName: 'toy',
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: 21n })],
    graph: create(GraphProtoSchema, {
      name: 'toy',
      input: graph.inputs.map(port),
      output: graph.outputs.map(port),
      initializer: graph.constants.map(({ name, dims, data }) =>
        create(TensorProtoSchema, {
          name,
          dims: dims.map(BigInt),
          dataType: data instanceof Float32Array ? TensorProto_DataType.FLOAT : TensorProto_DataType.INT64,
          rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
        }),
      ),
      node: graph.nodes.map(({ op, inputs, output, ints = {} }) =>
        create(NodeProtoSchema, {
          opType: op,
          name: output,
          input: [...inputs],
          output: [output],
          attribute: Object.entries(ints).map(([name, value]) =>
            create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) }),
          ),
        }),
      ),
    }),
  });
  return toBinary(ModelProtoSchema, model);
}

export const ints = (name: string, ...values: number[]): Constant => ({
  name,
  dims: [values.length],
  data: BigInt64Array.from(values.map(BigInt)),
});
export const floats = (name: string, dims: readonly number[], data: Float32Array): Constant => ({ name, dims, data });
