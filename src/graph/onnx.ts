import { create, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type GraphProto,
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
import { includeGraph } from './include-graph.ts';
import type { ElementType, Shape } from './ops.ts';
import type { ReadGraph } from './read-onnx.ts';
import type { StoredProduct } from './stored-product.ts';

/** Opset 20 is the first with Gelu; IR 9 is its version of the file format. Readers of today's tools take both. */
const opset = 20;
const irVersion = 9;

/** What values may be stored as. Graphs that are differentiated and evaluated know `ElementType` alone. */
export type StoredType = ElementType | 'float16' | 'int8' | 'bool';

const dataTypes: { readonly [T in StoredType]: TensorProto_DataType } = {
  float32: TensorProto_DataType.FLOAT,
  float16: TensorProto_DataType.FLOAT16,
  int8: TensorProto_DataType.INT8,
  int64: TensorProto_DataType.INT64,
  uint8: TensorProto_DataType.UINT8,
  bool: TensorProto_DataType.BOOL,
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
  /** Adds a node with several outputs and returns their names; `graphs` are those that it holds. */
  emitAll(opType: string, inputs: readonly string[], outputs: number, graphs?: Readonly<Record<string, OnnxWriter>>): string[];
  float32(shape: readonly number[], values: Float32Array, name?: string): string;
  int8(shape: readonly number[], values: Int8Array): string;
  int64(values: readonly number[]): string;
  /** Declares an input and returns the name of its value. */
  input(name: string, type: StoredType, shape: Shape): string;
  /** Makes a value an output of the graph under a name of its own. */
  output(name: string, value: string, shape: Shape, type?: StoredType): void;
  /**
   * Adds the nodes and constants of a read graph, its inputs bound to values that are there, and returns the values of its outputs. `product` writes what takes the
   * place of a product with stored weights, and returns its value.
   */
  include(graph: ReadGraph, bound: Readonly<Record<string, string>>, product?: (stored: StoredProduct) => string): string[];
  /** A graph for a node of this one to hold. It may use all values of this one; names of its inputs and outputs must be others than here. */
  nested(name: string): OnnxWriter;
  graph(): GraphProto;
  bytes(): Uint8Array<ArrayBuffer>;
}

/** Lets nodes, and the graphs that they hold, use a value by another name. */
function rename(nodes: readonly NodeProto[], from: string, to: string): void {
  for (const node of nodes) {
    node.input = node.input.map((source) => (source === from ? to : source));
    for (const { g } of node.attribute) if (g !== undefined) rename(g.node, from, to);
  }
}

const attributesOf = (
  integers: Readonly<Record<string, number | readonly number[]>>,
  floats: Readonly<Record<string, number>>,
): AttributeProto[] => [
  ...Object.entries(integers).map(([name, value]) =>
    typeof value === 'number'
      ? create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) })
      : create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) }),
  ),
  ...Object.entries(floats).map(([name, value]) =>
    create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: value }),
  ),
];

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

/**
 * @param version of the operators: that of a file whose graph is included, if any
 * @param scope what the names of values begin with
 */
export function createOnnxWriter(graphName: string, version = opset, scope = ''): OnnxWriter {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const inputs: ValueInfoProto[] = [];
  const outputs: ValueInfoProto[] = [];
  const integerLists = new Map<string, string>();
  let count = 0;
  const fresh = (prefix: string): string => `${scope}${prefix}_${count++}`;
  const store = (type: StoredType, shape: readonly number[], values: Float32Array | Int8Array, name: string): string => {
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    initializers.push(create(TensorProtoSchema, { name, dataType: dataTypes[type], dims: shape.map(BigInt), rawData }));
    return name;
  };
  const graph = (): GraphProto =>
    create(GraphProtoSchema, { name: graphName, node: nodes, initializer: initializers, input: inputs, output: outputs });
  return {
    emit(opType, sources, integers = {}, floats = {}) {
      const name = fresh(opType);
      const attribute = attributesOf(integers, floats);
      nodes.push(create(NodeProtoSchema, { opType, name, input: [...sources], output: [name], attribute }));
      return name;
    },
    emitAll(opType, sources, count, graphs = {}) {
      const name = fresh(opType);
      const output = Array.from({ length: count }, (_, i) => `${name}.${i}`);
      const attribute = Object.entries(graphs).map(([key, held]) =>
        create(AttributeProtoSchema, { name: key, type: AttributeProto_AttributeType.GRAPH, g: held.graph() }),
      );
      nodes.push(create(NodeProtoSchema, { opType, name, input: [...sources], output: [...output], attribute }));
      return output;
    },
    float32: (shape, values, name = fresh('constant')) => store('float32', shape, values, name),
    int8: (shape, values) => store('int8', shape, values, fresh('constant')),
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
    input(name, type, shape) {
      inputs.push(valueInfo(name, type, shape));
      return name;
    },
    output(name, value, shape, type = 'float32') {
      const maker = nodes.find(({ output }) => output.includes(value));
      if (maker === undefined || outputs.some((other) => other.name === value)) {
        nodes.push(create(NodeProtoSchema, { opType: 'Identity', name: `output_${name}`, input: [value], output: [name] }));
      } else {
        // A copy through Identity would cost a pass over the value: the node that makes it takes the name instead.
        maker.output[maker.output.indexOf(value)] = name;
        rename(nodes, value, name);
      }
      outputs.push(valueInfo(name, type, shape));
    },
    include: (graph, bound, product) => includeGraph({ nodes, initializers, fresh }, graph, bound, product),
    nested: (name) => createOnnxWriter(name, version, `${fresh(name)}.`),
    graph,
    bytes() {
      const model = create(ModelProtoSchema, {
        irVersion: BigInt(irVersion),
        producerName: 'matchbench',
        opsetImport: [{ domain: '', version: BigInt(version) }],
        graph: graph(),
      });
      return toBinary(ModelProtoSchema, model);
    },
  };
}
