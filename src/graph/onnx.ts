import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { ElementType, Shape } from './ops.ts';

/** Opset 20 is the first with Gelu; IR 9 is its version of the file format. Readers of today's tools take both. */
const opset = 20;
const irVersion = 9;

/** What values may be stored as. Graphs that are differentiated and evaluated know `ElementType` alone. */
export type StoredType = ElementType | 'float16' | 'int8';

const dataTypes: { readonly [T in StoredType]: TensorProto_DataType } = {
  float32: TensorProto_DataType.FLOAT,
  float16: TensorProto_DataType.FLOAT16,
  int8: TensorProto_DataType.INT8,
  int64: TensorProto_DataType.INT64,
  uint8: TensorProto_DataType.UINT8,
};

/** Collects nodes, initialisers, inputs and outputs of one ONNX graph. Values are known by their names. */
export interface OnnxWriter {
  /** Adds a node with one output and returns that output's name. */
  emit(
    opType: string,
    inputs: readonly string[],
    integers?: Readonly<Record<string, number | readonly number[]>>,
    floats?: Readonly<Record<string, number>>,
  ): string;
  float32(shape: readonly number[], values: Float32Array, name?: string): string;
  int64(values: readonly number[]): string;
  input(name: string, type: StoredType, shape: Shape): void;
  /** Makes a value an output of the graph under a name of its own. */
  output(name: string, value: string, shape: Shape, type?: StoredType): void;
  bytes(): Uint8Array<ArrayBuffer>;
}

const valueInfo = (name: string, type: StoredType, shape: Shape): ValueInfoProto =>
  create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: dataTypes[type],
          shape: {
            dim: shape.map((dim) => ({
              value:
                typeof dim === 'number'
                  ? { case: 'dimValue' as const, value: BigInt(dim) }
                  : { case: 'dimParam' as const, value: dim },
            })),
          },
        },
      },
    },
  });

export function createOnnxWriter(graphName: string): OnnxWriter {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const inputs: ValueInfoProto[] = [];
  const outputs: ValueInfoProto[] = [];
  const integerLists = new Map<string, string>();
  let count = 0;
  const fresh = (prefix: string): string => `${prefix}_${count++}`;
  return {
    emit(opType, sources, integers = {}, floats = {}) {
      const name = fresh(opType);
      nodes.push(
        create(NodeProtoSchema, {
          opType,
          name,
          input: [...sources],
          output: [name],
          attribute: [
            ...Object.entries(integers).map(([key, value]) =>
              typeof value === 'number'
                ? create(AttributeProtoSchema, { name: key, type: AttributeProto_AttributeType.INT, i: BigInt(value) })
                : create(AttributeProtoSchema, { name: key, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) }),
            ),
            ...Object.entries(floats).map(([key, value]) =>
              create(AttributeProtoSchema, { name: key, type: AttributeProto_AttributeType.FLOAT, f: value }),
            ),
          ],
        }),
      );
      return name;
    },
    float32(shape, values, name = fresh('constant')) {
      const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
      initializers.push(
        create(TensorProtoSchema, { name, dataType: TensorProto_DataType.FLOAT, dims: shape.map(BigInt), rawData }),
      );
      return name;
    },
    int64(values) {
      const key = values.join();
      const known = integerLists.get(key);
      if (known !== undefined) return known;
      const name = fresh('integers');
      integerLists.set(key, name);
      const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
      initializers.push(
        create(TensorProtoSchema, { name, dataType: TensorProto_DataType.INT64, dims: [BigInt(values.length)], rawData }),
      );
      return name;
    },
    input: (name, type, shape) => void inputs.push(valueInfo(name, type, shape)),
    output(name, value, shape, type = 'float32') {
      const maker = nodes.find(({ output }) => output[0] === value);
      if (maker === undefined || outputs.some((other) => other.name === value)) {
        nodes.push(create(NodeProtoSchema, { opType: 'Identity', name: `output_${name}`, input: [value], output: [name] }));
      } else {
        // A copy through Identity would cost a pass over the value: the node that makes it takes the name instead.
        maker.output[0] = name;
        for (const node of nodes) node.input = node.input.map((source) => (source === value ? name : source));
      }
      outputs.push(valueInfo(name, type, shape));
    },
    bytes() {
      const graph = create(GraphProtoSchema, {
        name: graphName,
        node: nodes,
        initializer: initializers,
        input: inputs,
        output: outputs,
      });
      const model = create(ModelProtoSchema, {
        irVersion: BigInt(irVersion),
        producerName: 'matchbench',
        opsetImport: [{ domain: '', version: BigInt(opset) }],
        graph,
      });
      return toBinary(ModelProtoSchema, model);
    },
  };
}
