import { parentPort } from 'node:worker_threads';

/** What a generator is told: when each query is due, and where it says that it issued it. */
export interface GeneratorOrder {
  readonly dueMs: Float64Array;
  /** Shared: how many queries were issued; whoever waits for it is woken. */
  readonly issued: Int32Array;
  /** Shared: when each was issued, in ms from the start. */
  readonly issuedMs: Float64Array;
  /** Zero of the schedule on the monotonic clock of the process, ns. */
  readonly start: bigint;
}

/** A sleep may end this much late; the rest of a wait is spent looking at the clock. */
const spinMs = 0.3;

parentPort!.once('message', ({ dueMs, issued, issuedMs, start }: GeneratorOrder) => {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  const nowMs = (): number => Number(process.hrtime.bigint() - start) / 1e6;
  for (let i = 0; i < dueMs.length; i++) {
    const waitMs = dueMs[i]! - nowMs();
    if (waitMs > spinMs) Atomics.wait(nobody, 0, 0, waitMs - spinMs);
    let now = nowMs();
    while (now < dueMs[i]!) now = nowMs();
    issuedMs[i] = now;
    Atomics.store(issued, 0, i + 1);
    Atomics.notify(issued, 0);
  }
});
parentPort!.postMessage('ready');
