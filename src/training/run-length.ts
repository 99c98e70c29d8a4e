/** Bytes of what the steps of one run are given; two such sets lie in memory. */
const largestInputBytes = 2 ** 25;
/** Milliseconds: progress is told after every run. */
const longestRunMs = 400;

/**
 * How many steps one run takes of those that are left until something else is to be done. They are split evenly over runs that keep within memory and
 * time; as long as nobody knows what a step takes, a run is one step.
 */
export function runLength(left: number, bytesPerStep: number, stepMs: number = longestRunMs): number {
  const most = Math.max(1, Math.floor(Math.min(largestInputBytes / bytesPerStep, longestRunMs / stepMs)));
  return Math.ceil(left / Math.max(1, Math.ceil(left / most)));
}
