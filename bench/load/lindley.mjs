// Compares the open loop on the real clock with the recursion of Lindley over the very service times that were measured:
// node bench/load/lindley.mjs [service ms] [seconds a rate]. The system answers in a fixed time, spent looking at the clock.
// A query that finds the system asleep waits until it is issued and until the system has woken. Both are real, and no queue: the recursion takes the moments of issue,
// which the other thread noted, and where nobody is served adds a time of waking, drawn from those measured at this rate. What it gives without both is printed beside it.
import { poissonArrivals } from '../../dist/measuring/load/arrivals.js';
import { startGenerator } from '../../dist/measuring/load/generator.js';
import { judgeLoad, lindleyWaits } from '../../dist/measuring/load/load-point.js';
import { serveOpenLoop } from '../../dist/measuring/load/open-loop.js';
import { createRandom } from '../../dist/random.js';
import { percentile, percentileInterval } from '../../dist/statistics/percentile.js';

const [serviceMs, seconds] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 20)];
const say = (ms) => ms.toFixed(3);
console.log(`service ${serviceMs} ms, ${seconds} s a rate`);
console.log(
  'utilisation  queries  percentile  measured ms [95 %]         recursion ms  within  queue alone ms  waking p50 ms  issued late p99 ms',
);
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
  const delays = generator.issueDelaysMs();
  const { issueDelayP99Ms } = judgeLoad(trace, delays, { ratePerSecond, objectiveMs: 10 * serviceMs });
  await generator.close();
  const services = trace.answeredMs.map((ms, i) => ms - trace.startedMs[i]);
  const latencies = trace.answeredMs.map((ms, i) => ms - due[i]);
  const alone = lindleyWaits(due, services).map((wait, i) => wait + services[i]);
  const issued = due.map((ms, i) => ms + delays[i]);
  const wakings = wakingsOf(issued, trace);
  const wakingMs = percentile(wakings, 50);
  const expected = withWaking(issued, services, wakings).map((ms, i) => ms - due[i]);
  for (const p of [50, 90, 95, 99]) {
    const [measured, interval, recursion] = [percentile(latencies, p), percentileInterval(latencies, p), percentile(expected, p)];
    const queue = percentile(alone, p);
    if (measured === undefined) continue;
    const within = interval !== undefined && recursion >= interval.low && recursion <= interval.high;
    if (!within) outside++;
    const bracket = interval === undefined ? '' : `[${say(interval.low)}, ${say(interval.high)}]`;
    console.log(
      `${utilisation.toFixed(2).padStart(11)}  ${String(due.length).padStart(7)}  ${`p${p}`.padStart(10)}  ${`${say(measured)} ${bracket}`.padEnd(26)} ${say(recursion).padStart(12)}  ${(within ? 'yes' : 'no').padStart(6)}  ${say(queue).padStart(14)}  ${say(wakingMs).padStart(13)}  ${say(issueDelayP99Ms)}`,
    );
  }
}
console.log(outside === 0 ? 'The open loop agrees with the recursion.' : `${outside} percentiles lie outside their interval.`);
process.exitCode = outside === 0 ? 0 : 1;

/** From issue to start, of queries that were issued to a system with nothing to do. */
function wakingsOf(issued, { startedMs, answeredMs }) {
  return [...issued].flatMap((ms, i) => (i === 0 || answeredMs[i - 1] < ms ? [startedMs[i] - ms] : []));
}

/** Moments of the answers: a query starts when the one before has its answer, or a time of waking after its issue, whichever is drawn. */
function withWaking(issued, services, wakings) {
  const random = createRandom(12);
  let free = 0;
  return issued.map((ms, i) => {
    const waking = wakings[random.below(wakings.length)];
    free = (ms > free ? ms + waking : free) + services[i];
    return free;
  });
}
