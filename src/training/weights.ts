import type { ParameterDeclaration } from '../graph/parameters.ts';
import { sizeOf } from '../graph/shapes.ts';
import { createRandom, deriveSeed } from '../random.ts';
import type { Features, Side } from '../types.ts';

/** Values of every parameter of a model, by name. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** First values of every parameter: drawn by seed and name, or fitted on the training features of a side. */
export function initialWeights(
  declarations: readonly ParameterDeclaration[],
  seed: number,
  trainingFeatures: Readonly<Record<Side, Features>>,
): Map<string, Float32Array> {
  const statistics = new Map<string, ColumnStatistics>();
  return new Map(
    declarations.map(({ name, shape, initialiser }) => {
      const values = new Float32Array(sizeOf(shape));
      if (initialiser.kind === 'frozen') {
        values.set(initialiser.values);
      } else if (initialiser.kind === 'constant') {
        values.fill(initialiser.value);
      } else if (initialiser.kind === 'uniform') {
        const random = createRandom(deriveSeed(seed, 'weights', name));
        const bound = 1 / Math.sqrt(initialiser.inputs);
        for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * bound;
      } else {
        if (initialiser.of === 'words') return [name, present(trainingFeatures[initialiser.side])];
        const { side, of, statistic } = initialiser;
        const known = statistics.get(`${side} ${of}`) ?? columnStatistics(columnsOf(trainingFeatures[side], of));
        statistics.set(`${side} ${of}`, known);
        values.set(known[statistic]);
      }
      return [name, values];
    }),
  );
}

interface Columns {
  readonly columns: number;
  readonly data: Float32Array;
  /** 1 for each row that counts; all of them without it. */
  readonly mask?: Uint8Array;
}

function columnsOf({ global, tokens }: Features, of: 'global' | 'tokens'): Columns {
  if (of === 'global') return global;
  if (tokens === undefined) throw new Error('internal: there are no tokens to fit a standardisation on');
  return { columns: tokens.width, data: tokens.data, mask: tokens.mask };
}

/** 1 for each word that any of the items has. */
function present({ words }: Features): Float32Array {
  if (words === undefined) throw new Error('internal: there are no words');
  const known = new Float32Array(8 * words.bytes);
  for (const [i, byte] of words.data.entries())
    for (let bit = 0; bit < 8; bit++) if ((byte >> bit) & 1) known[8 * (i % words.bytes) + bit] = 1;
  return known;
}

interface ColumnStatistics {
  readonly mean: Float64Array;
  readonly inverseDeviation: Float64Array;
}

/** Mean and 1 / population deviation of every column, in two passes. A constant column has no deviation: its values stay at zero. */
function columnStatistics({ columns, data, mask }: Columns): ColumnStatistics {
  const mean = new Float64Array(columns);
  const variance = new Float64Array(columns);
  const rows = mask === undefined ? data.length / columns : mask.reduce((count, value) => count + value, 0);
  const eachValue = (visit: (value: number, column: number) => void): void => {
    for (let row = 0; row * columns < data.length; row++) {
      if (mask !== undefined && mask[row] !== 1) continue;
      for (let column = 0; column < columns; column++) visit(data[row * columns + column]!, column);
    }
  };
  eachValue((value, column) => {
    mean[column]! += value / rows;
  });
  eachValue((value, column) => {
    variance[column]! += (value - mean[column]!) ** 2 / rows;
  });
  // Float32 features of one value differ from their mean by rounding only.
  const inverseDeviation = variance.map((value, column) => (value > 1e-12 * (1 + mean[column]! ** 2) ? 1 / Math.sqrt(value) : 0));
  return { mean, inverseDeviation };
}
