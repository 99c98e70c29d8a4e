import { createRandom, deriveSeed, type Random } from '../random.ts';
import type { Relevance } from '../types.ts';
import { type ConceptClasses, conceptClasses } from './concept-classes.ts';

/** One batch: pair i is left item `left[i]` with right item `right[i]`. Reused by the next call. */
export interface Batch {
  readonly left: BigInt64Array;
  readonly right: BigInt64Array;
  /** `[B, B]`: 1 where left i and right j, i ≠ j, belong together as well, or are excluded, so that j is no wrong answer for i. */
  readonly blocked: Float32Array;
  /** `[B, B]`: the grade of left i with right j, 0 where they do not belong together. */
  readonly grades: Float32Array;
  /** `[B]`: logarithm of how often an epoch draws each right item. */
  readonly logDraws: Float32Array;
  /** `[B]`: the class of each pair, see ConceptClasses. */
  readonly classes: BigInt64Array;
}

/** Wrong right items that are close to each left item, `[N, depth]`, nearest first; −1 where there are fewer. */
export interface Neighbours {
  readonly depth: number;
  readonly rows: Int32Array;
}

export interface BatchSource {
  /** Pairs to draw. */
  readonly relevance: Relevance;
  /** What is right besides, see `knownRight`; holds all of `relevance`. */
  readonly known: Relevance;
  /** Pairs that are neither right nor to be called wrong. */
  readonly excluded?: Relevance;
  /** With them, every second pair is one that holds a neighbour of the left item before it. */
  readonly neighbours?: Neighbours;
}

export interface Batches {
  next(): Batch;
  readonly classCount: number;
  /** Share of an epoch that a batch shows; mined pairs are not counted. */
  readonly epochsPerBatch: number;
}

/**
 * An endless sequence of batches, decided by source and seed alone, so that every model of a run sees the same. An epoch shows each left item with a right
 * answer once, with one of its right answers drawn at random; items left over at its end begin the next.
 */
export function createBatches({ relevance, known, excluded, neighbours }: BatchSource, batchSize: number, seed: number): Batches {
  const random = createRandom(deriveSeed(seed, 'batches'));
  const items = Uint32Array.from({ length: relevance.rows }, (_, row) => row).filter(
    (row) => relevance.offsets[row + 1]! > relevance.offsets[row]!,
  );
  if (items.length === 0) throw new Error('internal: no training item has a right answer');
  let position = items.length;
  const nextItem = (): number => {
    if (position === items.length) {
      random.shuffle(items);
      position = 0;
    }
    return items[position++]!;
  };
  const partners = neighbours === undefined ? undefined : leftItemsOf(relevance);
  /** A pair with a neighbour of a left item; undefined where it has none. */
  const minedPair = (left: number): readonly [number, number] | undefined => {
    if (neighbours === undefined) return undefined;
    const all = neighbours.rows.subarray(left * neighbours.depth, (left + 1) * neighbours.depth);
    const count = all.includes(-1) ? all.indexOf(-1) : all.length;
    if (count === 0) return undefined;
    const right = all[random.below(count)]!;
    const lefts = partners![right]!;
    return [lefts[random.below(lefts.length)]!, right];
  };
  const classes = conceptClasses(known);
  const logDraws = drawsOf(relevance).map(Math.log);
  const batch = emptyBatch(batchSize);
  return {
    classCount: classes.count,
    epochsPerBatch: (neighbours === undefined ? batchSize : Math.ceil(batchSize / 2)) / items.length,
    next() {
      for (let i = 0; i < batchSize; i++) {
        const mined = i % 2 === 1 ? minedPair(Number(batch.left[i - 1])) : undefined;
        const left = mined?.[0] ?? nextItem();
        batch.left[i] = BigInt(left);
        batch.right[i] = BigInt(mined?.[1] ?? rightAnswer(relevance, left, random));
      }
      batch.right.forEach((column, j) => {
        batch.logDraws[j] = logDraws[Number(column)]!;
      });
      describe(known, excluded, classes, batch);
      return batch;
    },
  };
}

const emptyBatch = (size: number): Batch => ({
  left: new BigInt64Array(size),
  right: new BigInt64Array(size),
  blocked: new Float32Array(size * size),
  grades: new Float32Array(size * size),
  logDraws: new Float32Array(size),
  classes: new BigInt64Array(size),
});

function rightAnswer({ offsets, columnOf }: Relevance, left: number, random: Random): number {
  const start = offsets[left]!;
  return columnOf[start + random.below(offsets[left + 1]! - start)]!;
}

/** How often an epoch draws each right item on average: each left item draws one of its right answers. */
function drawsOf({ rows, columns, offsets, columnOf }: Relevance): Float32Array {
  const draws = new Float32Array(columns);
  for (let row = 0; row < rows; row++) {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    for (let at = start; at < end; at++) draws[columnOf[at]!]! += 1 / (end - start);
  }
  return draws;
}

/** Left items that each right item is right for. */
function leftItemsOf({ rows, columns, offsets, columnOf }: Relevance): readonly (readonly number[])[] {
  const lefts = Array.from({ length: columns }, (): number[] => []);
  for (let row = 0; row < rows; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) lefts[columnOf[at]!]!.push(row);
  }
  return lefts;
}

/** Fills in what is known of the pairs of a batch. */
function describe(
  { offsets, columnOf, grades: gradeOf }: Relevance,
  excluded: Relevance | undefined,
  classOf: ConceptClasses,
  batch: Batch,
): void {
  const { left, right, blocked, grades, classes } = batch;
  const positions = new Map<number, number[]>();
  right.forEach((column, j) => {
    const known = positions.get(Number(column));
    if (known === undefined) positions.set(Number(column), [j]);
    else known.push(j);
  });
  blocked.fill(0);
  grades.fill(0);
  const size = left.length;
  for (let i = 0; i < size; i++) {
    const row = Number(left[i]);
    classes[i] = BigInt(classOf.left[row]!);
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      for (const j of positions.get(columnOf[at]!) ?? []) {
        grades[i * size + j] = gradeOf[at]!;
        if (j !== i) blocked[i * size + j] = 1;
      }
    }
    if (excluded === undefined) continue;
    for (let at = excluded.offsets[row]!; at < excluded.offsets[row + 1]!; at++)
      for (const j of positions.get(excluded.columnOf[at]!) ?? []) blocked[i * size + j] = 1;
  }
}
