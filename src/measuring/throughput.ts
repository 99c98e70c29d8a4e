import type { Features, SampleSeries, Scorer, Warning } from '../types.ts';
import { type Bounds, cutShort, type EndedBy, endOf } from './bounds.ts';
import { type Clock, systemClock } from './clock.ts';

export interface ThroughputSettings extends Bounds {
  readonly k: number;
}

/** Times of whole batches, one sample a pass. They say nothing about the latency of one query. */
export interface Throughput {
  /** `full pass`: all Q × M pairs searched once; `encode pass`: all queries encoded once. In seconds; a rate is `queries` or `pairs` over it. */
  readonly samples: readonly SampleSeries[];
  readonly queries: number;
  readonly pairs: number;
  /** The first pass, encoding included, which is not among the samples. */
  readonly firstPassMs: number;
  readonly endedBy: EndedBy;
  readonly warnings: readonly Warning[];
}

/** Encodes and searches all queries as one batch, again and again. */
export async function measureThroughput(
  scorer: Scorer,
  queries: Features,
  settings: ThroughputSettings,
  key: SampleSeries['key'],
  clock: Clock = systemClock,
): Promise<Throughput> {
  const encode: number[] = [];
  const search: number[] = [];
  const pass = async (): Promise<readonly [encodeMs: number, searchMs: number]> => {
    const asked = clock.nowMs();
    const encoded = await scorer.encode(queries);
    const searched = clock.nowMs();
    await scorer.search(encoded, settings.k);
    return [searched - asked, clock.nowMs() - searched];
  };
  const [firstEncodeMs, firstSearchMs] = await pass();
  const start = clock.nowMs();
  let endedBy: EndedBy | undefined;
  while (endedBy === undefined) {
    const [encodeMs, searchMs] = await pass();
    encode.push(encodeMs);
    search.push(searchMs);
    endedBy = endOf(settings, search.length, clock.nowMs() - start);
  }
  const series = (name: string, ms: readonly number[]): SampleSeries => ({
    name,
    unit: 's',
    key,
    values: ms.map((value) => value / 1000),
  });
  return {
    samples: [series('full pass', search), series('encode pass', encode)],
    queries: queries.global.rows,
    pairs: queries.global.rows * scorer.candidateCount,
    firstPassMs: firstEncodeMs + firstSearchMs,
    endedBy,
    warnings: endedBy === 'maximum' ? [cutShort('The throughput measurement', settings, search.length)] : [],
  };
}
