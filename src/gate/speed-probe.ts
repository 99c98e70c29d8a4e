import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { featureRows } from '../feature-rows.ts';
import { systemClock } from '../measuring/clock.ts';
import { readMemory } from '../measuring/memory.ts';
import { judgeNoise, readNoise } from '../measuring/noise.ts';
import { singleQueries } from '../measuring/single-queries.ts';
import { warmUp } from '../measuring/warm-up.ts';
import { createRandom, deriveSeed, type Random } from '../random.ts';
import { readFeatures } from '../retrieval/features-file.ts';
import { openScorer } from '../retrieval/open.ts';
import { kindOf } from '../retrieval/scorer-kinds.ts';
import { median, quantile } from '../statistics/summary.ts';
import { layout } from '../suite/planning/layout.ts';
import type { Features, Scorer, ScorerSpec, TopK } from '../types.ts';
import { alternate, type Turn, undisturbedShare } from './alternate.ts';
import { answersAsked, type Contender, openContenders } from './contenders.ts';
import type { ProbeRequest, SpeedAnswer } from './protocol.ts';
import { protocolVersion } from './protocol.ts';

/** Rounds of latency; each has two blocks of every model. */
const rounds = 200;
/** About how long a block is. */
const blockMs = 2;
const mostPerBlock = 40;
/** Queries of a pass over all candidates, which is timed whole, and the rounds of two passes a model. */
const passQueries = 8;
const passRounds = 24;
/** Queries whose best rows are handed on. */
const answeredQueries = 50;

type Ask = (model: string, scorer: Scorer, query: Features) => Promise<TopK>;

/** Everything about speed and size that one fresh process tells, with the left items as queries. */
export async function speedProbe(request: ProbeRequest): Promise<SpeedAnswer> {
  const { models, baseline, seed } = request;
  const [startMs, wallStart, noise] = [systemClock.nowMs(), Date.now(), readNoise()];
  const file = (side: 'left' | 'right'): string => join(request.run, layout.features(request.dataset, request.split, side));
  const queries = await readFeatures(file('left'));
  const singles = createRandom(0).shuffle(singleQueries(queries));
  const specOf = (model: string, kind: string): ScorerSpec => ({
    kind,
    modelDir: join(request.run, layout.model(request.dataset, request.split, model)),
    queries: 'left',
    candidates: file('right'),
    device: 'cpu',
    threads: request.threads,
    settings: {},
  });

  const inOrder = [baseline, ...models.filter((name) => name !== baseline)] as const;
  const { contenders, metrics: opening } = await openContenders(inOrder, specOf, singles[0]!);
  const ask = askWithPlant(request);
  const random = createRandom(deriveSeed(seed, 'rounds'));
  const answers: Record<string, string> = {};
  for (const { model, whole } of contenders) answers[model] = await digest(whole, singles.slice(0, answeredQueries));
  const latencies = await measureLatencies(contenders, singles, ask, random);
  const many = featureRows(queries, 0, Math.min(passQueries, queries.global.rows));
  const throughputs = await measureThroughput(contenders, many, ask, random);
  for (const { whole, few } of contenders) {
    await whole.close();
    await few.close();
  }
  const index = await indexBytes((kind) => specOf(baseline, kind));
  return {
    protocol: protocolVersion,
    task: 'speed',
    metrics: {
      ...opening,
      ...latencies,
      ...throughputs,
      ...(index && { [`index bytes ${baseline} ${index.kind}`]: index.bytes }),
      'peak memory': readMemory().peakResidentBytes,
    },
    answers,
    monotonicMs: systemClock.nowMs() - startMs,
    wallMs: Date.now() - wallStart,
    warnings: [...judgeNoise(noise, readNoise())],
  };
}

/** Encodes and searches; every model but the baseline waits as long after it as a planted slowdown says. */
function askWithPlant({ baseline, plant }: ProbeRequest): Ask {
  const delay = plant?.latency ?? 0;
  return async (model, scorer, query) => {
    const begin = systemClock.nowMs();
    const top = await scorer.search(await scorer.encode(query), answersAsked);
    if (delay > 0 && model !== baseline) waitUntil(systemClock.nowMs() + delay * (systemClock.nowMs() - begin));
    return top;
  };
}

/** Single queries among few candidates, the models in turn; the first is the baseline. */
async function measureLatencies(
  contenders: readonly Contender[],
  singles: readonly Features[],
  ask: Ask,
  random: Random,
): Promise<Record<string, number>> {
  let next = 0;
  const turns: Turn<Contender>[] = [];
  for (const of of contenders) {
    const call = (): Promise<TopK> => ask(of.model, of.few, singles[next++ % singles.length]!);
    const calls = Math.max(1, Math.min(mostPerBlock, Math.round(blockMs / (await usualMs(call)))));
    turns.push({ of, calls, call });
  }
  const metrics: Record<string, number> = {};
  for (const [{ model }, times] of await alternate(turns, { rounds, random, clock: systemClock })) {
    metrics[`latency ${model}`] = quantile(times, undisturbedShare)!;
    metrics[`median latency ${model}`] = median(times)!;
  }
  const [first, ...others] = contenders.map(({ model }) => model);
  for (const model of others)
    metrics[`latency ratio ${model} / ${first}`] = metrics[`latency ${model}`]! / metrics[`latency ${first}`]!;
  return metrics;
}

/** Several queries at once over all candidates, the models in turn. */
async function measureThroughput(
  contenders: readonly Contender[],
  many: Features,
  ask: Ask,
  random: Random,
): Promise<Record<string, number>> {
  const metrics: Record<string, number> = {};
  const passes = contenders.map((of) => ({ of, calls: 1, call: () => ask(of.model, of.whole, many) }));
  // The first passes allocate.
  await alternate(passes, { rounds: 1, random, clock: systemClock });
  for (const [{ model, whole }, times] of await alternate(passes, { rounds: passRounds, random, clock: systemClock })) {
    metrics[`throughput ${model}`] = (many.global.rows * whole.candidateCount * 1_000) / quantile(times, undisturbedShare)!;
    const cache = whole.opening.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
    if (cache > 0) metrics[`cache bytes ${model}`] = cache;
  }
  return metrics;
}

/** The lower quartile of the calls of a warm-up. */
async function usualMs(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  await warmUp(
    async () => {
      const begin = systemClock.nowMs();
      await call();
      times.push(systemClock.nowMs() - begin);
    },
    { windowCalls: 32, windows: 3, tolerance: 0.05, maximumMs: 200 },
    systemClock,
  );
  return quantile(times, 0.25)!;
}

function waitUntil(ms: number): void {
  while (systemClock.nowMs() < ms);
}

/** Best rows of some queries, as bytes. */
async function digest(scorer: Scorer, queries: readonly Features[]): Promise<string> {
  const hash = createHash('sha256');
  for (const query of queries)
    hash.update(new Uint8Array((await scorer.search(await scorer.encode(query), answersAsked)).rows.buffer));
  return hash.digest('hex');
}

/** Of the first index library that this machine has; none of them is no fault of either side. */
async function indexBytes(specOf: (kind: string) => ScorerSpec): Promise<{ kind: string; bytes: number } | undefined> {
  for (let kind: string | undefined = 'faiss-hnsw'; kind !== undefined; kind = kindOf(kind).standIn) {
    try {
      const scorer = await openScorer(specOf(kind));
      const bytes = scorer.opening.find(({ phase }) => phase === 'build index')?.bytes;
      await scorer.close();
      if (bytes !== undefined) return { kind, bytes };
    } catch (error) {
      if ((error as { kind?: string }).kind !== 'environment') throw error;
    }
  }
  return undefined;
}
