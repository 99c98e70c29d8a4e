import { addDraws, drawSums, unitsInByte } from './summed-draws.ts';
import type { Resamples } from './unit-resamples.ts';

/** Whole numbers up to here have sums that are exact in any order, however many units there are. */
const exact = 2 ** 20;
/** Of fewer units of one value, sums of their draws would cost more than they save. */
const worthSumming = 4;

/** Σ over units of times × value in every resample, for one value a unit. */
export function resampledSums(values: Float64Array, resamples: Resamples): Float64Array {
  // What counts 0 changes no sum, whatever the resample: most differences of a figure that is 0 or 1.
  const counted: number[] = [];
  let isWhole = true;
  for (let unit = 0; unit < values.length; unit++) {
    const value = values[unit]!;
    if (value === 0) continue;
    counted.push(unit);
    isWhole &&= Number.isInteger(value) && Math.abs(value) <= exact;
  }
  return isWhole ? sumsByValue(values, counted, resamples) : sumsInOrder(values, counted, resamples);
}

/** Of whole numbers: the draws of all units with the same value are summed first. Equal to the sums in order, bit by bit. */
function sumsByValue(values: Float64Array, counted: readonly number[], resamples: Resamples): Float64Array {
  const byValue = new Map<number, number[]>();
  for (const unit of counted) {
    const alike = byValue.get(values[unit]!);
    if (alike === undefined) byValue.set(values[unit]!, [unit]);
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

/** Of any numbers, in the order of the units: another order would round otherwise. */
function sumsInOrder(values: Float64Array, counted: readonly number[], resamples: Resamples): Float64Array {
  const { times, stride, count } = resamples;
  const totals = new Float64Array(count);
  let first = 0;
  // Eight units a pass over the totals, written out: this is where a report spends its time. It keeps the order of every sum.
  for (; first + 8 <= counted.length; first += 8) {
    const [a, b, c, d] = [counted[first]!, counted[first + 1]!, counted[first + 2]!, counted[first + 3]!];
    const [e, f, g, h] = [counted[first + 4]!, counted[first + 5]!, counted[first + 6]!, counted[first + 7]!];
    const [ofA, ofB, ofC, ofD] = [values[a]!, values[b]!, values[c]!, values[d]!];
    const [ofE, ofF, ofG, ofH] = [values[e]!, values[f]!, values[g]!, values[h]!];
    const [atA, atB, atC, atD] = [stride * a, stride * b, stride * c, stride * d];
    const [atE, atF, atG, atH] = [stride * e, stride * f, stride * g, stride * h];
    for (let i = 0; i < count; i++) {
      const half = totals[i]! + times[atA + i]! * ofA + times[atB + i]! * ofB + times[atC + i]! * ofC + times[atD + i]! * ofD;
      totals[i] = half + times[atE + i]! * ofE + times[atF + i]! * ofF + times[atG + i]! * ofG + times[atH + i]! * ofH;
    }
  }
  for (; first < counted.length; first++) {
    const [value, at] = [values[counted[first]!]!, stride * counted[first]!];
    for (let i = 0; i < count; i++) totals[i]! += times[at + i]! * value;
  }
  return totals;
}
