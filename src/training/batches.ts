import { createRandom, deriveSeed, type Random } from '../random.ts';
import type { Relevance } from '../types.ts';

/** One batch: pair i is left item `left[i]` with right item `right[i]`. Reused by the next call. */
export interface Batch {
  readonly left: BigInt64Array;
  readonly right: BigInt64Array;
  /** `[B, B]`: 1 where left i and right j, i ≠ j, belong together as well, so that j is no wrong answer for i. */
  readonly blocked: Float32Array;
}

/**
 * An endless sequence of batches, decided by the seed alone, so that every model of a run sees the same. An epoch shows each left item with a right answer
 * once, with one of its right answers drawn at random; items left over at its end begin the next.
 */
export function createBatches(
  relevance: Relevance,
  batchSize: number,
  seed: number,
): { next(): Batch; readonly itemsPerEpoch: number } {
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
  // Two buffers in turn: one is read by a running step while the next is filled.
  const buffers = [emptyBatch(batchSize), emptyBatch(batchSize)] as const;
  let turn = 0;
  return {
    itemsPerEpoch: items.length,
    next() {
      turn = 1 - turn;
      const batch = buffers[turn]!;
      for (let i = 0; i < batchSize; i++) {
        const left = nextItem();
        batch.left[i] = BigInt(left);
        batch.right[i] = BigInt(rightAnswer(relevance, left, random));
      }
      block(relevance, batch);
      return batch;
    },
  };
}

const emptyBatch = (size: number): Batch => ({
  left: new BigInt64Array(size),
  right: new BigInt64Array(size),
  blocked: new Float32Array(size * size),
});

function rightAnswer({ offsets, columnOf }: Relevance, left: number, random: Random): number {
  const start = offsets[left]!;
  return columnOf[start + random.below(offsets[left + 1]! - start)]!;
}

function block({ offsets, columnOf }: Relevance, { left, right, blocked }: Batch): void {
  const positions = new Map<number, number[]>();
  right.forEach((column, j) => {
    const known = positions.get(Number(column));
    if (known === undefined) positions.set(Number(column), [j]);
    else known.push(j);
  });
  blocked.fill(0);
  const size = left.length;
  for (let i = 0; i < size; i++) {
    const row = Number(left[i]);
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      for (const j of positions.get(columnOf[at]!) ?? []) if (j !== i) blocked[i * size + j] = 1;
    }
  }
}
