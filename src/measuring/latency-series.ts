import type { SampleSeries } from '../record.ts';
import type { SearchStage, SearchTrace } from '../types.ts';

/** Series of the stages of a search; `search` is the name of the whole. */
const stageSeries: Readonly<Record<SearchStage, string>> = {
  boundary: 'boundary',
  search: 'first stage',
  gather: 'gather',
  interaction: 'interaction',
  'top-k': 'top-k',
};

/** When one query was asked, encoded and answered, in ms of one clock, and how long each stage of its search took. */
export interface AnsweredQuery {
  readonly askedMs: number;
  readonly encodedMs: number;
  readonly answeredMs: number;
  readonly stageMs: SearchTrace['stageMs'];
}

/** Times of queries, in ms, in the order taken: tinybench sorts its samples, and order shows drift. */
export interface LatencySeries {
  readonly endToEndMs: readonly number[];
  add(query: AnsweredQuery): void;
  samples(key: SampleSeries['key']): SampleSeries[];
}

export function createLatencySeries(): LatencySeries {
  const [encode, search, endToEnd]: [number[], number[], number[]] = [[], [], []];
  const stages = new Map<string, number[]>();
  return {
    endToEndMs: endToEnd,
    add({ askedMs, encodedMs, answeredMs, stageMs }) {
      encode.push(encodedMs - askedMs);
      search.push(answeredMs - encodedMs);
      endToEnd.push(answeredMs - askedMs);
      for (const [stage, ms] of Object.entries(stageMs)) {
        const name = stageSeries[stage as SearchStage];
        const values = stages.get(name);
        if (values === undefined) stages.set(name, [ms]);
        else values.push(ms);
      }
    },
    samples(key) {
      const named: [string, number[]][] = [['encode', encode], ['search', search], ['end to end', endToEnd], ...stages];
      return named.map(([name, values]) => ({ name, unit: 'ms', key, values }));
    },
  };
}
