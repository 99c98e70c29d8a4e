import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.ts';
import type { GeneratorOrder } from './generator-thread.ts';
import type { QuerySource } from './open-loop.ts';

/** A load generator on a thread of its own, so that no answer holds a question back. */
export interface Generator extends QuerySource {
  readonly dueMs: Float64Array;
  readonly clock: Clock;
  /** How much later than due each query was issued, ms. Complete when the last one has arrived. */
  issueDelaysMs(): Float64Array;
  close(): Promise<void>;
}

/** Time between the order and the first moment of the schedule: more than the thread takes to read the order. */
const leadMs = 20;

/** @param thread the compiled module that the thread runs */
export async function startGenerator(
  dueMs: Float64Array,
  thread: URL = new URL('./generator-thread.js', import.meta.url),
): Promise<Generator> {
  const issued = new Int32Array(new SharedArrayBuffer(4));
  const issuedMs = new Float64Array(new SharedArrayBuffer(8 * dueMs.length));
  const worker = new Worker(thread);
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  // Both threads read the same monotonic clock of the process.
  const start = process.hrtime.bigint() + BigInt(leadMs * 1e6);
  worker.postMessage({ dueMs, issued, issuedMs, start } satisfies GeneratorOrder);
  return {
    dueMs,
    clock: { nowMs: () => Number(process.hrtime.bigint() - start) / 1e6 },
    startMs: 0,
    arrived(index) {
      // Nothing else is going on in this thread: it may sleep until it is woken.
      for (let count = Atomics.load(issued, 0); count <= index; count = Atomics.load(issued, 0)) Atomics.wait(issued, 0, count);
    },
    issueDelaysMs: () => issuedMs.map((ms, i) => ms - dueMs[i]!),
    close: async () => void (await worker.terminate()),
  };
}
