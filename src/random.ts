import { mersenne } from 'pure-rand/generator/mersenne';

/** The only source of randomness. Equal seeds give equal sequences on every machine. */
export interface Random {
  /** An integer in [0, 2³²). */
  uint32(): number;
  /** A number in [0, 1) with 32 random bits. */
  uniform(): number;
  /** An integer in [0, limit), without modulo bias. */
  below(limit: number): number;
  /** A standard normal number (Box and Muller 1958). */
  normal(): number;
  /** Shuffles in place (Fisher and Yates) and returns its argument. */
  shuffle<T extends { readonly length: number; [index: number]: unknown }>(values: T): T;
}

/** A seed for one purpose: the same run seed gives unrelated sequences to unrelated labels (FNV-1a over the text). */
export function deriveSeed(seed: number, ...labels: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode([seed, ...labels].join('\u0000'))) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

export function createRandom(seed: number): Random {
  const generator = mersenne(seed >>> 0);
  const uint32 = (): number => generator.next() >>> 0;
  const uniform = (): number => uint32() / 2 ** 32;
  // Mostly the same limit again and again.
  let [known, bound] = [1, 2 ** 32];
  const below = (limit: number): number => {
    if (limit !== known) [known, bound] = [limit, 2 ** 32 - (2 ** 32 % limit)];
    for (;;) {
      const value = uint32();
      if (value < bound) return value % limit;
    }
  };
  let spare: number | undefined;
  return {
    uint32,
    uniform,
    below,
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    shuffle(values) {
      const array = values as { length: number; [index: number]: unknown };
      for (let i = array.length - 1; i > 0; i--) {
        const j = below(i + 1);
        const value = array[i];
        array[i] = array[j];
        array[j] = value;
      }
      return values;
    },
  };
}

/** Fills arrays with independent zeros and ones, several times faster than drawing numbers one by one. */
export interface BitSource {
  /** Every element becomes 1 with the given probability, rounded to 1/256. */
  fill(target: Uint8Array, probability: number): void;
}

/** xoshiro128** (Blackman & Vigna 2021), four bytes a draw, its state drawn from the seed by the Mersenne twister. */
export function createBitSource(seed: number): BitSource {
  const start = createRandom(seed);
  let [a, b, c, d] = [start.uint32() | 1, start.uint32(), start.uint32(), start.uint32()];
  return {
    fill(target, probability) {
      const threshold = Math.round(probability * 256);
      const { length } = target;
      const aligned = target.byteOffset % 4 === 0;
      const words = aligned ? new Uint32Array(target.buffer, target.byteOffset, length >>> 2) : new Uint32Array(0);
      // The threshold in every byte; 256 fits none, but then every byte is below.
      const limit = Math.imul(threshold & 255, 0x01010101);
      const always = threshold === 256 ? 0x01010101 : 0;
      const low = limit & 0x7f7f7f7f;
      let word = 0;
      for (let i = 0; i < length; i += 4) {
        const product = Math.imul(b, 5);
        const bits = Math.imul((product << 7) | (product >>> 25), 9);
        const shifted = b << 9;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = (d << 11) | (d >>> 21);
        // Four comparisons at once (Warren, Hacker's Delight, 2-18): the top bit of each byte says whether it is below the limit.
        const difference = (bits | 0x80808080) - low;
        const below = (~bits & limit) | (~(bits ^ limit) & ~difference);
        const ones = ((below >>> 7) & 0x01010101) | always;
        if (word < words.length) words[word++] = ones;
        // Writes past the end of a typed array are ignored.
        else for (let byte = 0; byte < 4; byte++) target[i + byte] = (ones >>> (8 * byte)) & 1;
      }
    },
  };
}
