import { createRandom } from '../../random.ts';
import type { Matrix } from '../../types.ts';
import type { VectorIndex } from './index.ts';

/** A build of one kind on a few vectors, at a low and at a high value of its knob. */
export type KnobTrial = (vectors: Matrix, value: number) => VectorIndex;

const rows = 800;
const width = 24;
const queries = 24;
const k = 10;

/**
 * Whether a knob does what it should: on random vectors, the high value finds nearly all true neighbours and the low one fewer. A layout error counts as no.
 */
export function knobWorks(trial: KnobTrial, low: number, high: number): boolean {
  const random = createRandom(20);
  const draw = (count: number) => Float32Array.from({ length: count * width }, () => random.normal());
  const vectors = { rows, columns: width, data: draw(rows) };
  const asked = draw(queries);
  const truth = exactRows(vectors, asked);
  try {
    const found = (value: number): number => {
      const index = trial(vectors, value);
      const { rows: labels } = index.search(index.prepare(asked), k);
      let hits = 0;
      for (let i = 0; i < queries * k; i++) if (truth[Math.floor(i / k)]!.has(labels[i]!)) hits++;
      return hits / (queries * k);
    };
    const best = found(high);
    return best >= 0.99 && found(low) < best;
  } catch {
    return false;
  }
}

const exactRows = (vectors: Matrix, asked: Float32Array): Set<number>[] =>
  Array.from({ length: queries }, (_, query) => {
    const scores = Array.from({ length: vectors.rows }, (_, row) => {
      let sum = 0;
      for (let e = 0; e < width; e++) sum += asked[query * width + e]! * vectors.data[row * width + e]!;
      return { row, sum };
    });
    return new Set(
      scores
        .sort((a, b) => b.sum - a.sum)
        .slice(0, k)
        .map(({ row }) => row),
    );
  });
