import { createOnnxWriter, type StoredType } from '../graph/onnx.ts';
import { openSession, type SessionSettings, type TensorValues } from '../runtime/session.ts';
import type { IndexForm, Matrix, SearchTrace, TopK } from '../types.ts';
import type { GridBlock } from './grid.ts';
import { scanBlocks } from './scan.ts';
import { type Bits, quantise, type StoredVectors } from './stored-vectors.ts';

/** Similarities of query vectors with stored candidates, a block at a time. */
export interface VectorProduct {
  /** The most candidates of one call, and the most queries. */
  readonly candidates: number;
  readonly queries: number;
  /** Brings queries [Q, E] into the form that the product takes. */
  prepare(queries: Matrix): ProductQueries;
  /** Scores of a block; the next call writes over them. */
  score(queries: ProductQueries, firstQuery: number, queryCount: number, first: number, count: number): Promise<GridBlock>;
  close(): Promise<void>;
}

/** Query vectors, quantised where the candidates are, with their squared lengths for distances. */
export interface ProductQueries {
  readonly count: number;
  readonly data: Float32Array | Int8Array;
  readonly scales?: Float32Array;
  readonly squares?: Float32Array;
}

/** Values of candidates in a call: 1 MiB of them as float32, about what a core's second cache holds. */
const blockValues = 2 ** 18;
const queryBlock = 64;

const types: Readonly<Record<Bits, StoredType>> = { 32: 'float32', 16: 'float16', 8: 'int8' };

/**
 * The similarity of an index form as one matrix product over vectors as they are stored. float16 is widened block by block and multiplied as float32, 8 bits
 * are multiplied as integers, exactly, and scaled: the queries of 8 bits are rounded too.
 */
export async function openVectorProduct(
  stored: StoredVectors,
  metric: IndexForm['metric'],
  settings: SessionSettings,
): Promise<VectorProduct> {
  const { bits, rows, columns } = stored;
  const session = await openSession(productModel(bits, columns, metric), settings);
  const candidates = Math.max(1, Math.min(rows, Math.floor(blockValues / columns)));
  const scores = new Float32Array(candidates * queryBlock);
  return {
    candidates,
    queries: queryBlock,
    prepare({ rows: count, data }) {
      const squares = metric === 'l2' ? { squares: lengths(data, columns) } : {};
      return bits === 8 ? { count, ...quantise(data, columns), ...squares } : { count, data, ...squares };
    },
    async score(queries, firstQuery, queryCount, first, count) {
      const part = { first: firstQuery, count: queryCount };
      const feeds: TensorValues = {
        ...named('query', queries, part, columns),
        ...named('candidate', stored, { first, count }, columns),
      };
      const data = scores.subarray(0, queryCount * count);
      // Integers are multiplied with the candidates first: it is the other side that the runtime packs anew in every call.
      await session.run(feeds, { scores: { dims: bits === 8 ? [count, queryCount] : [queryCount, count], data } });
      return bits === 8
        ? { scores, queryStride: 1, candidateStride: queryCount }
        : { scores, queryStride: count, candidateStride: 1 };
    },
    close: () => session.close(),
  };
}

/** The best k of so many candidates for every query. */
export const scanProduct = (
  product: VectorProduct,
  queries: ProductQueries,
  candidates: number,
  k: number,
  trace?: SearchTrace,
): Promise<TopK> =>
  scanBlocks(
    { ...product, score: (...block) => product.score(queries, ...block) },
    { queries: queries.count, candidates },
    k,
    'search',
    trace,
  );

function named(
  name: string,
  { data, scales, squares }: Pick<StoredVectors, 'data' | 'scales' | 'squares'>,
  { first, count }: { readonly first: number; readonly count: number },
  columns: number,
): TensorValues {
  const column = (values: Float32Array) => ({ dims: [count], data: values.subarray(first, first + count) });
  return {
    [name]: { dims: [count, columns], data: data.subarray(first * columns, (first + count) * columns) },
    ...(scales === undefined ? {} : { [`${name}_scale`]: column(scales) }),
    ...(squares === undefined ? {} : { [`${name}_square`]: column(squares) }),
  };
}

function lengths(values: Float32Array, columns: number): Float32Array {
  return Float32Array.from({ length: values.length / columns }, (_, row) => {
    let sum = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) sum += values[i]! ** 2;
    return sum;
  });
}

/** `query` [Q, E] and `candidate` [M, E] → `scores` [Q, M], of 8 bits [M, Q]. Distances are minus |q|² + |c|² − 2 q·c. */
function productModel(bits: Bits, columns: number, metric: IndexForm['metric']): Uint8Array {
  const writer = createOnnxWriter('vector product');
  const type = types[bits];
  writer.input('query', bits === 16 ? 'float32' : type, ['Q', columns]);
  writer.input('candidate', type, ['M', columns]);
  /** A value a row, as a column or as a row of the scores. */
  const column = (side: 'query' | 'candidate', name: string): string => {
    writer.input(`${side}_${name}`, 'float32', [side === 'query' ? 'Q' : 'M']);
    const upright = (side === 'candidate') === (bits === 8);
    return writer.emit('Unsqueeze', [`${side}_${name}`, writer.int64([upright ? 1 : 0])]);
  };
  let scores: string;
  if (bits === 8) {
    const integers = writer.emit('MatMulInteger', ['candidate', writer.emit('Transpose', ['query'], { perm: [1, 0] })]);
    const products = writer.emit('Cast', [integers], { to: 1 });
    scores = writer.emit('Mul', [writer.emit('Mul', [products, column('candidate', 'scale')]), column('query', 'scale')]);
  } else {
    const candidate = bits === 16 ? writer.emit('Cast', ['candidate'], { to: 1 }) : 'candidate';
    scores = writer.emit('Gemm', ['query', candidate], { transB: 1 });
  }
  if (metric === 'l2') {
    const twice = writer.emit('Mul', [scores, writer.float32([], Float32Array.of(2))]);
    scores = writer.emit('Sub', [writer.emit('Sub', [twice, column('candidate', 'square')]), column('query', 'square')]);
  }
  writer.output('scores', scores, bits === 8 ? ['M', 'Q'] : ['Q', 'M']);
  return writer.bytes();
}
