/** Blocks this thread: for waits before a run begins, when nothing else is under way. */
export function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
