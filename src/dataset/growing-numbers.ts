type Numbers = Uint8Array | Uint32Array | Float64Array;

/** A list of numbers that takes no more memory than a typed array of twice its length. */
export class GrowingNumbers<T extends Numbers> {
  readonly #make: new (
    length: number,
  ) => T;
  #data: T;
  #length = 0;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#data = new make(1024);
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#data[index]!;
  }

  push(value: number): void {
    if (this.#length === this.#data.length) {
      const larger = new this.#make(2 * this.#length);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.#length++] = value;
  }

  /** A view; later numbers may not show in it. */
  values(): T {
    return this.#data.subarray(0, this.#length) as T;
  }
}
