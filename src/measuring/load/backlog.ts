import { mean } from '../../statistics/summary.ts';
import type { OpenLoopTrace } from './open-loop.ts';

/** Fewer waiting queries than this are no backlog. */
const few = 4;
const parts = 4;

/**
 * Whether a queue keeps growing: the work that arrived takes as long as the schedule or longer (no queue with one server is stable then), or the mean
 * number of queries that an arrival finds before it rises over the last three quarters of the schedule, to twice and more what it was in the first half.
 */
export function queueBehaviour(
  { dueMs, answeredMs }: OpenLoopTrace,
  busyMs: number,
): { readonly utilisation: number; readonly backlogGrows: boolean } {
  const utilisation = busyMs / dueMs.at(-1)!;
  const found = backlogs(dueMs, answeredMs);
  const size = Math.ceil(found.length / parts);
  const [first, second, third, last] = Array.from(
    { length: parts },
    (_, part) => mean(found.subarray(part * size, (part + 1) * size)) ?? 0,
  ) as [number, number, number, number];
  const rises = second < third && third < last && last >= Math.max(few, first + second);
  return { utilisation, backlogGrows: utilisation >= 1 || rises };
}

/** How many earlier queries had no answer yet when each arrived; answers come in the order of arrival. */
function backlogs(dueMs: Float64Array, answeredMs: Float64Array): Float64Array {
  let answered = 0;
  return dueMs.map((due, i) => {
    while (answered < i && answeredMs[answered]! <= due) answered++;
    return i - answered;
  });
}
