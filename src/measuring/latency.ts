import { Bench } from 'tinybench';
import { createRandom } from '../random.ts';
import type { SampleSeries } from '../record.ts';
import type { Features, Scorer, SearchTrace, Warning } from '../types.ts';
import { type Bounds, cutShort, type EndedBy, endOf } from './bounds.ts';
import { cacheAnomaly } from './cache-anomaly.ts';
import { type Clock, systemClock } from './clock.ts';
import { createLatencySeries } from './latency-series.ts';
import { singleQueries } from './single-queries.ts';
import { defaultWarmUp, type WarmUp, type WarmUpSettings, warmUp } from './warm-up.ts';

export interface LatencySettings extends Bounds {
  readonly k: number;
  readonly warmUp?: WarmUpSettings;
}

/** Single-stream latency: one query at a time, the next when the last has its answer. Raw samples in the order taken. */
export interface Latency {
  /**
   * `encode`, `search`, `end to end`, in ms; end to end is the sum of the two. Then what a search is made of, where the scorer tells its stages apart.
   * Queries come in an order drawn by a fixed seed, again and again.
   */
  readonly samples: readonly SampleSeries[];
  readonly warmUp: WarmUp;
  readonly endedBy: EndedBy;
  readonly warnings: readonly Warning[];
}

/**
 * Measures a scorer with queries of one row each, taken in turn. Throws what the scorer throws: a measurement that failed is no measurement.
 */
export async function measureLatency(
  scorer: Scorer,
  queries: Features,
  settings: LatencySettings,
  key: SampleSeries['key'],
  clock: Clock = systemClock,
): Promise<Latency> {
  // Rows are in the order of their ids, which sort by kind: the first hundreds would not stand for the rest.
  const singles = createRandom(0).shuffle(singleQueries(queries));
  if (singles.length === 0) throw new Error('internal: latency needs at least one query');
  const warm = await warmUp(
    async (i) => scorer.search(await scorer.encode(singles.at(-1 - (i % singles.length))!), settings.k),
    settings.warmUp ?? defaultWarmUp,
    clock,
  );

  const taken = createLatencySeries();
  const stop = new AbortController();
  const end: { by: EndedBy } = { by: 'minimums' };
  const start = clock.nowMs();
  const bench = new Bench({
    now: () => clock.nowMs(),
    warmup: false,
    time: settings.minimumMs,
    iterations: settings.minimumCount,
    signal: stop.signal,
  });
  bench.add(
    'single stream',
    async () => {
      const query = singles[taken.endToEndMs.length % singles.length]!;
      const askedMs = clock.nowMs();
      const encoded = await scorer.encode(query);
      const encodedMs = clock.nowMs();
      const trace: SearchTrace = { networkCalls: 0, stageMs: {} };
      await scorer.search(encoded, settings.k, trace);
      const answeredMs = clock.nowMs();
      taken.add({ askedMs, encodedMs, answeredMs, stageMs: trace.stageMs });
      if (endOf(settings, taken.endToEndMs.length, answeredMs - start) === 'maximum') {
        end.by = 'maximum';
        stop.abort();
      }
      return { overriddenDuration: answeredMs - askedMs };
    },
    { async: true },
  );
  const [task] = await bench.run();
  const result = task!.result;
  if (result.state === 'errored') throw result.error;
  if (result.state !== 'completed' && result.state !== 'aborted-with-statistics') {
    throw new Error(`internal: the latency measurement ended as ${result.state}`);
  }
  const warnings = [...warm.warnings, ...cacheAnomaly(taken.endToEndMs, singles.length)];
  if (end.by === 'maximum') warnings.push(cutShort('The latency measurement', settings, taken.endToEndMs.length));
  return { samples: taken.samples(key), warmUp: warm, endedBy: end.by, warnings };
}
