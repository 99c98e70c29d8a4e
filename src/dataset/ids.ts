import { GrowingNumbers } from './growing-numbers.ts';

/** The ids of one side by row, and the other way round. */
export interface Ids {
  readonly length: number;
  at(row: number): string;
  rowOf(id: string): number | undefined;
}

/** Ids in bytewise order as one array of bytes: a tenth of what texts and a map of them take, so that millions fit. Added in their order, which the caller has checked. */
export class IdTable implements Ids {
  #bytes = Buffer.alloc(1024);
  readonly #ends = new GrowingNumbers(Float64Array);
  #last = 0;

  get length(): number {
    return this.#ends.length;
  }

  add(id: string): void {
    const start = this.#start(this.length);
    const end = start + Buffer.byteLength(id);
    if (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], Math.max(end, 2 * this.#bytes.length));
    this.#bytes.write(id, start);
    this.#ends.push(end);
  }

  at(row: number): string {
    return this.#bytes.toString('utf8', this.#start(row), this.#ends.at(row));
  }

  rowOf(id: string): number | undefined {
    const bytes = Buffer.from(id);
    // Files name items in their order mostly: the one that was asked for last, or the next.
    for (const row of [this.#last, this.#last + 1])
      if (row < this.length && this.#compare(bytes, row) === 0) return this.#found(row);
    let [low, high] = [0, this.length - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(bytes, middle);
      if (order === 0) return this.#found(middle);
      if (order < 0) high = middle - 1;
      else low = middle + 1;
    }
    return undefined;
  }

  #found(row: number): number {
    this.#last = row;
    return row;
  }

  #start(row: number): number {
    return row === 0 ? 0 : this.#ends.at(row - 1);
  }

  #compare(bytes: Buffer, row: number): number {
    return bytes.compare(this.#bytes, this.#start(row), this.#ends.at(row));
  }
}
