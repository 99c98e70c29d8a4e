import { createRandom } from '../random.ts';

const recent = new Map<string, Uint8Array>();
/** More than a report goes through in turn: one for each number of families. */
const setsKept = 4;

/**
 * Random signs of so many flips, for eight parts a byte: [tables × flips], those of the same parts together, because sums go through parts in turn.
 * A function of its arguments alone. The last few are kept, because a report tests all its models by the same flips.
 */
export function flipSigns(seed: number, flips: number, tables: number): Uint8Array {
  const key = `${seed} ${flips} ${tables}`;
  const known = recent.get(key);
  if (known !== undefined) return known;
  const random = createRandom(seed);
  const signs = new Uint8Array(tables * flips);
  for (let flip = 0; flip < flips; flip++) {
    let bits = 0;
    for (let table = 0; table < tables; table++) {
      // Four bytes a draw.
      if (table % 4 === 0) bits = random.uint32();
      signs[table * flips + flip] = bits & 255;
      bits >>>= 8;
    }
  }
  if (recent.size === setsKept) recent.delete(recent.keys().next().value!);
  recent.set(key, signs);
  return signs;
}
