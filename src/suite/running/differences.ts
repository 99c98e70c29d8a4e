import type { LoadedRecord } from '../../report/record/read-record.ts';
import type { Json } from '../cell.ts';
import { type Difference, firstDifference } from './first-difference.ts';
import { withoutTimings } from './without-timings.ts';

type Run = Pick<LoadedRecord, 'record' | 'cells'>;
type Branch = Readonly<Record<string, Json | undefined>>;

/** Where two runs differ in more than timings: the first difference of every part of the record and of every cell. */
export function differences(a: Run, b: Run): Difference[] {
  const [{ cells: cellsOfA, ...headOfA }, { cells: cellsOfB, ...headOfB }] = [withoutTimings(a), withoutTimings(b)];
  return [...eachFirst(headOfA, headOfB), ...eachFirst(cellsOfA as Branch, cellsOfB as Branch)];
}

const eachFirst = (a: Branch, b: Branch): Difference[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) => firstDifference(a[name], b[name], name) ?? []);
