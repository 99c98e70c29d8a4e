import { sumRoom } from './tile-sums.ts';
import type { Resamples } from './unit-resamples.ts';

/** More than any report so far asks for at once: its units are added in one go. */
const roomBytes = 2 ** 28;

/**
 * Σ over units of times × value in every resample, for columns of one value a unit: the product of how often each unit was drawn with a matrix of
 * units × columns. Columns that are asked for together share the reading of the draws. Sums go through the units in their order: another one would round otherwise.
 * @param mostBytes of draws and values that are held a second time, where a unit takes no more: units beyond are added after those before them
 */
export function resampledSums(
  columns: readonly Float64Array[],
  { times, stride, count }: Resamples,
  mostBytes = roomBytes,
): Float64Array[] {
  const all = unitsIn(columns);
  if (all.length === 0) return columns.map(() => new Float64Array(count));
  const room = sumRoom(all.length, Math.ceil(columns.length / 2), { stride, count }, mostBytes);
  for (let from = 0; from < all.length; from += room.units) {
    const units = all.subarray(from, from + room.units);
    for (let place = 0; place < units.length; ) {
      // Units that follow each other, mostly all of them, are copied at once.
      let end = place + 1;
      while (end < units.length && units[end] === units[end - 1]! + 1) end++;
      room.draws.set(times.subarray(stride * units[place]!, stride * (units[end - 1]! + 1)), stride * place);
      place = end;
    }
    for (const [column, values] of columns.entries()) {
      const first = 2 * room.units * (column >> 1) + (column & 1);
      for (let place = 0; place < units.length; place++) room.values[first + 2 * place] = values[units[place]!]!;
    }
    room.add(units.length);
  }
  const sums = room.sums.slice(0, columns.length * room.width);
  return columns.map((_, column) => sums.subarray(column * room.width, column * room.width + count));
}

/** What is 0 in every column changes no sum, whatever the resample: the families of other folds. */
function unitsIn(columns: readonly Float64Array[]): Uint32Array {
  const length = columns[0]?.length ?? 0;
  const isIn = new Uint8Array(length);
  for (const column of columns) for (let unit = 0; unit < length; unit++) if (column[unit] !== 0) isIn[unit] = 1;
  const found: number[] = [];
  for (let unit = 0; unit < length; unit++) if (isIn[unit] === 1) found.push(unit);
  return Uint32Array.from(found);
}
