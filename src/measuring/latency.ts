import { Bench } from 'tinybench';
import { createRandom } from '../random.ts';
import type { SampleSeries } from '../record.ts';
import type { Features, Scorer, Warning } from '../types.ts';
import { type Bounds, cutShort, type EndedBy, endOf } from './bounds.ts';
import { cacheAnomaly } from './cache-anomaly.ts';
import { type Clock, systemClock } from './clock.ts';
import { singleQueries } from './single-queries.ts';
import { defaultWarmUp, type WarmUp, type WarmUpSettings, warmUp } from './warm-up.ts';

export interface LatencySettings extends Bounds {
  readonly k: number;
  readonly warmUp?: WarmUpSettings;
}

/** Single-stream latency: one query at a time, the next when the last has its answer. Raw samples in the order taken. */
export interface Latency {
  /** `encode`, `search`, `end to end`, in ms; end to end is the sum of the two. Queries come in an order drawn by a fixed seed, again and again. */
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

  const encode: number[] = [];
  const search: number[] = [];
  const endToEnd: number[] = [];
  const stop = new AbortController();
  const end: { by: EndedBy } = { by: 'minimums' };
  const start = clock.nowMs();
  // tinybench sorts its samples; order shows drift, so they are kept here.
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
      const query = singles[endToEnd.length % singles.length]!;
      const asked = clock.nowMs();
      const encoded = await scorer.encode(query);
      const searched = clock.nowMs();
      await scorer.search(encoded, settings.k);
      const answered = clock.nowMs();
      encode.push(searched - asked);
      search.push(answered - searched);
      endToEnd.push(answered - asked);
      if (endOf(settings, endToEnd.length, answered - start) === 'maximum') {
        end.by = 'maximum';
        stop.abort();
      }
      return { overriddenDuration: answered - asked };
    },
    { async: true },
  );
  const [task] = await bench.run();
  const result = task!.result;
  if (result.state === 'errored') throw result.error;
  if (result.state !== 'completed' && result.state !== 'aborted-with-statistics') {
    throw new Error(`internal: the latency measurement ended as ${result.state}`);
  }
  const warnings = [...warm.warnings, ...cacheAnomaly(endToEnd, singles.length)];
  if (end.by === 'maximum') warnings.push(cutShort('The latency measurement', settings, endToEnd.length));
  const series = (name: string, values: number[]): SampleSeries => ({ name, unit: 'ms', key, values });
  return {
    samples: [series('encode', encode), series('search', search), series('end to end', endToEnd)],
    warmUp: warm,
    endedBy: end.by,
    warnings,
  };
}
