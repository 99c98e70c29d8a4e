import type { Relevance } from '../types.ts';
import { GrowingNumbers } from './growing-numbers.ts';
import { pairOrder } from './pair-order.ts';

/** Pairs as a file lists them, nine bytes each. */
export class PairList {
  readonly #rows = new GrowingNumbers(Uint32Array);
  readonly #columns = new GrowingNumbers(Uint32Array);
  readonly #grades = new GrowingNumbers(Uint8Array);

  add(row: number, column: number, grade: number): void {
    this.#rows.push(row);
    this.#columns.push(column);
    this.#grades.push(grade);
  }

  /** The pairs as relevance. Throws what `repeated` makes of the number of the first pair that is there a second time. */
  relevance(rows: number, columns: number, repeated: (pair: number, row: number, column: number) => Error): Relevance {
    const [rowOf, columnOf, gradeOf] = [this.#rows.values(), this.#columns.values(), this.#grades.values()];
    const { order, starts } = pairOrder(rows, rowOf, columnOf);
    let first: number | undefined;
    for (let i = 1; i < order.length; i++) {
      const [before, now] = [order[i - 1]!, order[i]!];
      const isRepeated = rowOf[before] === rowOf[now] && columnOf[before] === columnOf[now];
      if (isRepeated && (first === undefined || now < first)) first = now;
    }
    if (first !== undefined) throw repeated(first, rowOf[first]!, columnOf[first]!);
    return {
      rows,
      columns,
      offsets: starts,
      columnOf: Uint32Array.from(order, (pair) => columnOf[pair]!),
      grades: Uint8Array.from(order, (pair) => gradeOf[pair]!),
    };
  }
}
