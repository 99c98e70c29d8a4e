/** What is looked at of a node of an ONNX file, and of a constant in it. */
interface Node {
  readonly opType: string;
  readonly input: readonly string[];
  readonly attribute: readonly { readonly name: string; readonly i: bigint; readonly f: number }[];
}
interface Tensor {
  readonly dataType: number;
  readonly dims: readonly bigint[];
  readonly rawData: Uint8Array;
  readonly floatData: readonly number[];
}

/** A product with weights that the file holds: `input` [.., rows] × `weights` [rows, columns], plus a bias where there is one. */
export interface StoredProduct {
  readonly input: string;
  readonly rows: number;
  readonly columns: number;
  readonly weights: Float32Array;
  readonly bias: string | undefined;
}

/** ONNX's number for float32. */
const float32 = 1;

/** Of a MatMul, or of a Gemm that scales and turns nothing that comes in; `undefined` for any other node. */
export function storedProduct(
  { opType, input, attribute }: Node,
  stored: ReadonlyMap<string, Tensor>,
): StoredProduct | undefined {
  const tensor = stored.get(input[1] ?? '');
  if (tensor?.dataType !== float32 || tensor.dims.length !== 2) return undefined;
  const set = new Map(attribute.map(({ name, i, f }) => [name, name === 'alpha' || name === 'beta' ? f : Number(i)]));
  const isPlain = (set.get('transA') ?? 0) === 0 && (set.get('alpha') ?? 1) === 1 && (set.get('beta') ?? 1) === 1;
  if (opType !== 'MatMul' && !(opType === 'Gemm' && isPlain)) return undefined;
  const values =
    tensor.rawData.length > 0 ? new Float32Array(new Uint8Array(tensor.rawData).buffer) : Float32Array.from(tensor.floatData);
  const [first, second] = tensor.dims.map(Number) as [number, number];
  const bias = input[2] === '' ? undefined : input[2];
  const isTurned = opType === 'Gemm' && set.get('transB') === 1;
  if (!isTurned) return { input: input[0]!, rows: first, columns: second, weights: values, bias };
  const weights = values.map((_, at) => values[(at % first) * second + Math.floor(at / first)]!);
  return { input: input[0]!, rows: second, columns: first, weights, bias };
}
