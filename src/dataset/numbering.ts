import { createHash } from 'node:crypto';

/**
 * Numbers things by their content, in the order in which they first come: 12 bytes a place, where a map of texts takes ten times that. Two contents are one when
 * the first 64 bits of their SHA-256 are: among ten million, a chance below one in a hundred thousand.
 */
export class Numbering {
  /** Two halves of a hash and a number + 1 a place; 0 where there is nothing. */
  #table = new Uint32Array(3 * 1024);
  #size = 0;

  /** Contents that were numbered. */
  get size(): number {
    return this.#size;
  }

  numberOf(...parts: readonly (string | Uint8Array | Float32Array)[]): number {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    const digest = hash.digest();
    const [low, high] = [digest.readUInt32LE(0), digest.readUInt32LE(4)];
    const place = this.#placeOf(low, high);
    const found = this.#table[place + 2]!;
    if (found > 0) return found - 1;
    this.#table.set([low, high, ++this.#size], place);
    const number = this.#size - 1;
    if (this.#size * 3 > this.#places * 2) this.#grow();
    return number;
  }

  get #places(): number {
    return this.#table.length / 3;
  }

  /** Where a hash stands, or the free place where it belongs. */
  #placeOf(low: number, high: number): number {
    const mask = this.#places - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const place = 3 * at;
      if (this.#table[place + 2] === 0 || (this.#table[place] === low && this.#table[place + 1] === high)) return place;
    }
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Uint32Array(2 * before.length);
    for (let place = 0; place < before.length; place += 3) {
      if (before[place + 2] === 0) continue;
      this.#table.set(before.subarray(place, place + 3), this.#placeOf(before[place]!, before[place + 1]!));
    }
  }
}
