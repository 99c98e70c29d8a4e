import type { Resamples } from './unit-resamples.ts';

/** Units that `addDraws` takes at once. */
const atOnce = 8;

/** So many units, drawn as often as any is, stay within a byte: as many as are taken at once, or a multiple of them, where that many do. */
export function unitsInByte({ most }: Resamples): number {
  const units = Math.max(1, Math.floor(255 / Math.max(1, most)));
  return units < atOnce ? units : units - (units % atOnce);
}

/** Room for the sums of `addDraws`, and the same as numbers [count]. */
export function drawSums({ stride, count }: Resamples): { readonly words: Uint32Array; readonly draws: Uint8Array } {
  const words = new Uint32Array(stride / 4);
  return { words, draws: new Uint8Array(words.buffer, 0, count) };
}

/**
 * The draws of some units, summed in every resample into `sums`: of at most `unitsInByte`, those from `first` to before `end` of a list. Four resamples are
 * one 32-bit addition, since no byte of a sum exceeds 255.
 */
export function addDraws(resamples: Resamples, units: ArrayLike<number>, first: number, end: number, sums: Uint32Array): void {
  const { words: all } = resamples;
  const words = sums.length;
  sums.fill(0);
  let at = first;
  // Sums are read and written an eighth as often.
  for (; at + atOnce <= end; at += atOnce) {
    const [a, b, c, d] = [words * units[at]!, words * units[at + 1]!, words * units[at + 2]!, words * units[at + 3]!];
    const [e, f, g, h] = [words * units[at + 4]!, words * units[at + 5]!, words * units[at + 6]!, words * units[at + 7]!];
    for (let i = 0; i < words; i++) {
      const four = sums[i]! + all[a + i]! + all[b + i]! + all[c + i]! + all[d + i]!;
      sums[i] = four + all[e + i]! + all[f + i]! + all[g + i]! + all[h + i]!;
    }
  }
  for (; at < end; at++) {
    const a = words * units[at]!;
    for (let i = 0; i < words; i++) sums[i]! += all[a + i]!;
  }
}
