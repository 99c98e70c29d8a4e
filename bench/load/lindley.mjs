// Compares the open loop on the real clock with the recursion of Lindley over the very service times that were measured:
// node bench/load/lindley.mjs [service ms] [seconds a rate]. The system answers in a fixed time, spent looking at the clock.
import { poissonArrivals } from '../../dist/measuring/load/arrivals.js';
import { startGenerator } from '../../dist/measuring/load/generator.js';
import { judgeLoad, lindleyWaits } from '../../dist/measuring/load/load-point.js';
import { serveOpenLoop } from '../../dist/measuring/load/open-loop.js';
import { percentile, percentileInterval } from '../../dist/statistics/percentile.js';

const [serviceMs, seconds] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 20)];
const say = (ms) => ms.toFixed(3);
console.log(`service ${serviceMs} ms, ${seconds} s a rate`);
console.log('utilisation  queries  percentile  measured ms [95 %]         recursion ms  within  issued late p99 ms');
let outside = 0;
for (const utilisation of [0.3, 0.5, 0.7, 0.8]) {
  const ratePerSecond = (1_000 * utilisation) / serviceMs;
  const due = poissonArrivals(Math.ceil(ratePerSecond * seconds), ratePerSecond, 11);
  const generator = await startGenerator(due);
  const { clock } = generator;
  const answer = () => {
    const until = clock.nowMs() + serviceMs;
    while (clock.nowMs() < until);
  };
  const trace = await serveOpenLoop(due, generator, answer, clock);
  const { issueDelayP99Ms } = judgeLoad(trace, generator.issueDelaysMs(), { ratePerSecond, objectiveMs: 10 * serviceMs });
  await generator.close();
  const services = trace.answeredMs.map((ms, i) => ms - trace.startedMs[i]);
  const latencies = trace.answeredMs.map((ms, i) => ms - due[i]);
  const expected = lindleyWaits(due, services).map((wait, i) => wait + services[i]);
  for (const p of [50, 90, 95, 99]) {
    const [measured, interval, recursion] = [percentile(latencies, p), percentileInterval(latencies, p), percentile(expected, p)];
    if (measured === undefined) continue;
    const within = interval !== undefined && recursion >= interval.low && recursion <= interval.high;
    if (!within) outside++;
    const bracket = interval === undefined ? '' : `[${say(interval.low)}, ${say(interval.high)}]`;
    console.log(
      `${utilisation.toFixed(2).padStart(11)}  ${String(due.length).padStart(7)}  ${`p${p}`.padStart(10)}  ${`${say(measured)} ${bracket}`.padEnd(26)} ${say(recursion).padStart(12)}  ${(within ? 'yes' : 'no').padStart(6)}  ${say(issueDelayP99Ms)}`,
    );
  }
}
console.log(outside === 0 ? 'The open loop agrees with the recursion.' : `${outside} percentiles lie outside their interval.`);
process.exitCode = outside === 0 ? 0 : 1;
