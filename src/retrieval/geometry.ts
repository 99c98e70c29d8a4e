import { UserError } from '../errors.ts';
import type { IndexForm, Matrix, Scorer } from '../types.ts';
import { product, type RowArrays } from './cached-side.ts';
import { hasEmbeddings } from './tunable.ts';

/** Where candidates lie for a search that the network leads: near ones are expected to have near scores. */
export interface Geometry {
  readonly vectors: Matrix;
  readonly metric: IndexForm['metric'];
}

/**
 * The embeddings of the inner scorer where there is one, otherwise what the network itself has cached of each candidate, as one long vector, by distance.
 * Throws a `UserError` for an inner scorer that keeps no full embeddings, and for values that are not finite.
 */
export function geometryOf(stage: Scorer | undefined, candidates: RowArrays): Geometry {
  if (stage !== undefined && !hasEmbeddings(stage)) {
    throw new UserError('input', `The inner scorer ${stage.spec.kind} keeps no embeddings in full precision.`, {
      place: 'stages',
      remedy: 'Give it exact of 32 bits, or an index, over a dual tower.',
    });
  }
  const geometry = stage === undefined ? { vectors: joined(candidates), metric: 'l2' as const } : stage;
  const vectors = 'vectors' in geometry ? geometry.vectors : geometry.embeddings;
  const bad = vectors.data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return { vectors, metric: geometry.metric };
  throw new UserError(
    'input',
    `What is cached of candidate row ${Math.floor(bad / vectors.columns)} has the value ${vectors.data[bad]}.`,
    {
      remedy: 'Check the features of that row.',
    },
  );
}

function joined({ count, arrays }: RowArrays): Matrix {
  if (arrays.length === 1) return { rows: count, columns: product(arrays[0]!.shape), data: arrays[0]!.data };
  const columns = arrays.reduce((sum, { shape }) => sum + product(shape), 0);
  const data = new Float32Array(count * columns);
  let start = 0;
  for (const { shape, data: values } of arrays) {
    const width = product(shape);
    for (let row = 0; row < count; row++) data.set(values.subarray(row * width, (row + 1) * width), row * columns + start);
    start += width;
  }
  return { rows: count, columns, data };
}
