import { expect, test } from 'vitest';
import { poissonArrivals } from '../../../src/measuring/load/arrivals.ts';
import { startGenerator } from '../../../src/measuring/load/generator.ts';
import { serveOpenLoop } from '../../../src/measuring/load/open-loop.ts';
import { compiled } from '../../support/compiled.ts';

test('issues every query on a thread of its own, never before it is due, also while the system is at work', async () => {
  const due = poissonArrivals(200, 2_000, 1);
  const generator = await startGenerator(due, await compiled('measuring/load/generator-thread.js'));
  const busy = (ms: number): void => {
    const until = generator.clock.nowMs() + ms;
    while (generator.clock.nowMs() < until);
  };
  // The first answer holds the thread of the system for longer than half of the schedule takes.
  const trace = await serveOpenLoop(due, generator, (i) => busy(i === 0 ? 60 : 0.01), generator.clock);
  const delays = generator.issueDelaysMs();
  await generator.close();
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  for (const [i, started] of trace.startedMs.entries()) expect(started).toBeGreaterThanOrEqual(due[i]! + delays[i]!);
  // What was due meanwhile was issued meanwhile: it waited in the queue, not in the generator.
  const during = due.findLastIndex((ms) => ms < 50);
  expect(trace.startedMs[during]!).toBeGreaterThanOrEqual(60);
  expect(due[during]! + delays[during]!).toBeLessThan(trace.startedMs[during]!);
});
