import { Bench } from 'tinybench';
import { createRandom } from '../random.ts';
import type { SampleSeries } from '../record.ts';
import type { Features, Scorer, SearchStage, SearchTrace, Warning } from '../types.ts';
import { type Bounds, cutShort, type EndedBy, endOf } from './bounds.ts';
import { cacheAnomaly } from './cache-anomaly.ts';
import { type Clock, systemClock } from './clock.ts';
import { singleQueries } from './single-queries.ts';
import { defaultWarmUp, type WarmUp, type WarmUpSettings, warmUp } from './warm-up.ts';

/** Series of the stages of a search; `search` is the name of the whole. */
const stageSeries: Readonly<Record<SearchStage, string>> = {
  boundary: 'boundary',
  search: 'first stage',
  gather: 'gather',
  interaction: 'interaction',
  'top-k': 'top-k',
};

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

  const encode: number[] = [];
  const search: number[] = [];
  const endToEnd: number[] = [];
  const stages = new Map<string, number[]>();
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
      const trace: SearchTrace = { networkCalls: 0, stageMs: {} };
      await scorer.search(encoded, settings.k, trace);
      const answered = clock.nowMs();
      encode.push(searched - asked);
      search.push(answered - searched);
      endToEnd.push(answered - asked);
      for (const [stage, ms] of Object.entries(trace.stageMs)) {
        const name = stageSeries[stage as SearchStage];
        const values = stages.get(name);
        if (values === undefined) stages.set(name, [ms]);
        else values.push(ms);
      }
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
    samples: [
      series('encode', encode),
      series('search', search),
      series('end to end', endToEnd),
      ...[...stages].map(([name, values]) => series(name, values)),
    ],
    warmUp: warm,
    endedBy: end.by,
    warnings,
  };
}
