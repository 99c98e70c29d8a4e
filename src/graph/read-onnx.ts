import { fromBinary } from '@bufbuild/protobuf';
import {
  type GraphProto,
  ModelProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
  type ValueInfoProto,
} from 'onnx-buf';
import type { Shape } from './ops.ts';

/** An input or output as a file declares it. `type` is as ONNX calls it, float32 for its FLOAT; dimensions left open are texts. */
export interface Declared {
  readonly name: string;
  readonly type: string;
  readonly shape: Shape;
}

/** A graph that was read from a file, flat: every value has one name in one scope. */
export interface ReadGraph extends CountedGraph {
  readonly inputs: readonly Declared[];
  readonly outputs: readonly Declared[];
  /** Version of the operators of ONNX itself. */
  readonly opset: number;
  readonly proto: GraphProto;
}

const typeName = (type: TensorProto_DataType): string =>
  type === TensorProto_DataType.FLOAT ? 'float32' : (TensorProto_DataType[type] ?? 'unknown').toLowerCase();

const declared = ({ name, type }: ValueInfoProto): Declared => {
  if (type?.value.case !== 'tensorType') return { name, type: 'no tensor', shape: [] };
  const { elemType, shape } = type.value.value;
  const dims = (shape?.dim ?? []).map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : (value.value ?? '?')));
  return { name, type: typeName(elemType), shape: dims };
};

/** What is counted of a graph: values of its constants that are no indices, and operations of products with stored weights for one row (or token). */
export interface CountedGraph {
  readonly parameters: number;
  readonly operations: number;
}

function count({ initializer, node }: GraphProto): CountedGraph {
  const stored = new Map(initializer.map((tensor) => [tensor.name, tensor]));
  const size = ({ dims }: TensorProto): number => dims.reduce((product, dim) => product * Number(dim), 1);
  // Quantised graphs have products of names of their own: MatMulInteger, DynamicQuantizeMatMul.
  const products = node.filter(({ opType }) => opType.includes('MatMul') || opType === 'Gemm');
  return {
    parameters: initializer
      .filter(({ dataType }) => dataType !== TensorProto_DataType.INT64 && dataType !== TensorProto_DataType.INT32)
      .reduce((sum, tensor) => sum + size(tensor), 0),
    operations: products
      .flatMap(({ input }) => input.slice(0, 2).map((name) => stored.get(name)))
      .reduce((sum, tensor) => sum + (tensor === undefined ? 0 : 2 * size(tensor)), 0),
  };
}

/** Counts any ONNX file, also one that cannot be joined with others. Throws an `Error` that says why it is none. */
export function countOnnx(bytes: Uint8Array): CountedGraph {
  const { graph } = fromBinary(ModelProtoSchema, bytes);
  if (graph === undefined || graph.node.length === 0) throw new Error('it holds no graph');
  return count(graph);
}

/** Reads an ONNX file. Throws an `Error` that says why it is none, or none that can be joined with others. */
export function readOnnx(bytes: Uint8Array): ReadGraph {
  const { graph, functions, opsetImport } = fromBinary(ModelProtoSchema, bytes);
  if (graph === undefined || graph.node.length === 0) throw new Error('it holds no graph');
  if (functions.length > 0) throw new Error('it defines functions of its own');
  if (opsetImport.some(({ domain }) => domain !== '' && domain !== 'ai.onnx'))
    throw new Error('it uses operators outside of ONNX');
  if (graph.sparseInitializer.length > 0) throw new Error('it stores sparse constants');
  if (graph.initializer.some(({ dataLocation }) => dataLocation === TensorProto_DataLocation.EXTERNAL))
    throw new Error('it keeps its weights in another file');
  if (graph.node.some(({ attribute }) => attribute.some(({ g, graphs }) => g !== undefined || graphs.length > 0)))
    throw new Error('it has graphs within its graph (If, Loop, Scan)');
  const stored = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  return {
    inputs: graph.input.filter(({ name }) => !stored.has(name)).map(declared),
    outputs: graph.output.map(declared),
    opset: Number(opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1),
    ...count(graph),
    proto: graph,
  };
}
