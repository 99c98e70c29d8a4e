import type { ParameterDeclaration } from '../graph/parameters.ts';
import { createRandom, deriveSeed } from '../random.ts';
import type { Matrix, Side } from '../types.ts';

/** Values of every parameter of a model, by name. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** First values of every parameter: drawn by seed and name, or fitted on the training features of a side. */
export function initialWeights(
  declarations: readonly ParameterDeclaration[],
  seed: number,
  trainingFeatures: Readonly<Record<Side, Matrix>>,
): Map<string, Float32Array> {
  const statistics = new Map<Side, ColumnStatistics>();
  return new Map(
    declarations.map(({ name, shape, initialiser }) => {
      const values = new Float32Array(shape.reduce((product, dim) => product * dim, 1));
      if (initialiser.kind === 'constant') {
        values.fill(initialiser.value);
      } else if (initialiser.kind === 'uniform') {
        const random = createRandom(deriveSeed(seed, 'weights', name));
        const bound = 1 / Math.sqrt(initialiser.inputs);
        for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * bound;
      } else {
        const { side, statistic } = initialiser;
        if (!statistics.has(side)) statistics.set(side, columnStatistics(trainingFeatures[side]));
        values.set(statistics.get(side)![statistic]);
      }
      return [name, values];
    }),
  );
}

interface ColumnStatistics {
  readonly mean: Float64Array;
  readonly inverseDeviation: Float64Array;
}

/** Mean and 1 / population deviation of every column, in two passes. A constant column has no deviation: its values stay at zero. */
function columnStatistics({ rows, columns, data }: Matrix): ColumnStatistics {
  const mean = new Float64Array(columns);
  const variance = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns]! += data[i]! / rows;
  for (let i = 0; i < data.length; i++) variance[i % columns]! += (data[i]! - mean[i % columns]!) ** 2 / rows;
  // Float32 features of one value differ from their mean by rounding only.
  const inverseDeviation = variance.map((value, column) => (value > 1e-12 * (1 + mean[column]! ** 2) ? 1 / Math.sqrt(value) : 0));
  return { mean, inverseDeviation };
}
