import { addDraws, drawSums, unitsInByte } from './summed-draws.ts';
import type { Resamples } from './unit-resamples.ts';

/** Whole numbers up to here have sums that are exact in any order, however many units there are. */
const exact = 2 ** 20;
/** Of fewer units of one value, sums of their draws would cost more than they save. */
const worthSumming = 4;

/**
 * Σ over units of times × value in every resample, for columns of one value a unit: the product of how often each unit was drawn with a matrix of
 * units × columns. Columns that are asked for together share the reading of the draws.
 */
export function resampledSums(columns: readonly Float64Array[], resamples: Resamples): Float64Array[] {
  const fractions = columns.filter((column) => !isWhole(column));
  const sums = sumsInOrder(fractions, resamples);
  return columns.map((column) => sums[fractions.indexOf(column)] ?? sumsByValue(column, resamples));
}

function isWhole(values: Float64Array): boolean {
  for (let unit = 0; unit < values.length; unit++) {
    const value = values[unit]!;
    if (!Number.isInteger(value) || Math.abs(value) > exact) return false;
  }
  return true;
}

/** Of whole numbers: the draws of all units with the same value are summed first. Equal to the sums in order, bit by bit. */
function sumsByValue(values: Float64Array, resamples: Resamples): Float64Array {
  const byValue = new Map<number, number[]>();
  for (let unit = 0; unit < values.length; unit++) {
    const value = values[unit]!;
    if (value === 0) continue;
    const alike = byValue.get(value);
    if (alike === undefined) byValue.set(value, [unit]);
    else alike.push(unit);
  }
  const totals = new Float64Array(resamples.count);
  const atOnce = unitsInByte(resamples);
  const { words, draws } = drawSums(resamples);
  for (const [value, units] of byValue) {
    const step = units.length < worthSumming ? 1 : atOnce;
    for (let first = 0; first < units.length; first += step) {
      addDraws(resamples, units, first, Math.min(units.length, first + step), words);
      for (let i = 0; i < totals.length; i++) totals[i]! += draws[i]! * value;
    }
  }
  return totals;
}

/** Resamples of one tile. They divide the stride of a plan. */
const inTile = 4;

/** Two columns side by side, and their sums. */
interface ColumnPair {
  /** [units × 2]. */
  readonly values: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Of any numbers, in the order of the units: another order would round otherwise. */
function sumsInOrder(columns: readonly Float64Array[], { times, stride, count }: Resamples): Float64Array[] {
  const units = unitsIn(columns);
  const sums = columns.map(() => new Float64Array(stride));
  const pairs: ColumnPair[] = [];
  for (let column = 0; column < columns.length; column += 2) {
    const [first, second] = [columns[column]!, columns[column + 1]];
    const values = new Float64Array(2 * units.length);
    for (const [place, unit] of units.entries()) {
      values[2 * place] = first[unit]!;
      values[2 * place + 1] = second?.[unit] ?? 0;
    }
    pairs.push({ values, first: sums[column]!, second: sums[column + 1] ?? new Float64Array(stride) });
  }
  const tile = new Float64Array(inTile * units.length);
  for (let from = 0; from < count; from += inTile) {
    for (let place = 0; place < units.length; place++) {
      const at = stride * units[place]! + from;
      const to = inTile * place;
      tile[to] = times[at]!;
      tile[to + 1] = times[at + 1]!;
      tile[to + 2] = times[at + 2]!;
      tile[to + 3] = times[at + 3]!;
    }
    for (const pair of pairs) sumTile(tile, pair, from);
  }
  return sums.map((all) => all.subarray(0, count));
}

/** What is 0 in every column changes no sum, whatever the resample: the families of other folds. */
function unitsIn(columns: readonly Float64Array[]): Uint32Array {
  const found: number[] = [];
  const length = columns[0]?.length ?? 0;
  for (let unit = 0; unit < length; unit++) if (columns.some((column) => column[unit] !== 0)) found.push(unit);
  return Uint32Array.from(found);
}

/** Four resamples of two columns: eight sums that stay in registers. This is where a report spends its time. */
function sumTile(tile: Float64Array, { values, first, second }: ColumnPair, from: number): void {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  for (let at = 0, of = 0; at < tile.length; at += inTile, of += 2) {
    const a = values[of]!;
    const b = values[of + 1]!;
    const t0 = tile[at]!;
    const t1 = tile[at + 1]!;
    const t2 = tile[at + 2]!;
    const t3 = tile[at + 3]!;
    a0 += t0 * a;
    a1 += t1 * a;
    a2 += t2 * a;
    a3 += t3 * a;
    b0 += t0 * b;
    b1 += t1 * b;
    b2 += t2 * b;
    b3 += t3 * b;
  }
  first[from] = a0;
  first[from + 1] = a1;
  first[from + 2] = a2;
  first[from + 3] = a3;
  second[from] = b0;
  second[from + 1] = b1;
  second[from + 2] = b2;
  second[from + 3] = b3;
}
