import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { featureRows } from '../feature-rows.ts';
import { systemClock } from '../measuring/clock.ts';
import { readMemory } from '../measuring/memory.ts';
import { judgeNoise, readNoise } from '../measuring/noise.ts';
import { singleQueries } from '../measuring/single-queries.ts';
import { warmUp } from '../measuring/warm-up.ts';
import { createRandom, deriveSeed } from '../random.ts';
import { readFeatures } from '../retrieval/features-file.ts';
import { readManifest } from '../retrieval/model-folder.ts';
import { openScorer } from '../retrieval/open.ts';
import { kindOf } from '../retrieval/scorer-kinds.ts';
import { median, quantile } from '../statistics/summary.ts';
import { layout } from '../suite/planning/layout.ts';
import type { Features, Scorer, ScorerSpec, TopK } from '../types.ts';
import { alternate, type Turn, undisturbedShare } from './alternate.ts';
import type { ProbeRequest, SpeedAnswer } from './protocol.ts';
import { protocolVersion } from './protocol.ts';

const k = 10;
/** Candidates of the latencies: caches of that many stay in a core's own memory, and a query is short beside what a scheduler hands out. */
const latencyCandidates = 320;
/** Rounds of latency; each has two blocks of either model, of about this length. */
const rounds = 200;
const blockMs = 2;
const mostPerBlock = 40;
/** Queries of a pass over all candidates, which is timed whole, and the rounds of two passes a model. */
const passQueries = 8;
const passRounds = 24;
/** A model is loaded so often; the quickest counts. */
const openings = 3;

interface Contender {
  readonly model: string;
  /** Over all candidates, and over the few of the latencies. */
  readonly whole: Scorer;
  readonly few: Scorer;
}

/** Everything about speed and size that one fresh process tells, with the left items as queries. */
export async function speedProbe(request: ProbeRequest): Promise<SpeedAnswer> {
  const { models, baseline, seed, plant } = request;
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

  const metrics: Record<string, number> = {};
  const contenders: Contender[] = [];
  // The baseline first: its first answer ends the start of the process.
  for (const model of [baseline, ...models.filter((name) => name !== baseline)]) {
    const { index } = await readManifest(specOf(model, 'exact').modelDir);
    const spec = specOf(model, index === undefined ? 'exhaustive-factorised' : 'exact');
    const [openMs, openWorkMs]: [number[], number[]] = [[], []];
    const open = async (): Promise<Scorer> => {
      const [before, worked] = [systemClock.nowMs(), workMs()];
      const scorer = await openScorer(spec);
      openMs.push(systemClock.nowMs() - before);
      openWorkMs.push(workMs() - worked);
      return scorer;
    };
    const whole = await open();
    await whole.search(await whole.encode(singles[0]!), k);
    if (model === baseline) {
      metrics['first answer'] = performance.now();
      metrics['work until first answer'] = workMs();
    }
    while (openMs.length < openings) await (await open()).close();
    metrics[`open time ${model}`] = Math.min(...openMs);
    metrics[`open work ${model}`] = Math.min(...openWorkMs);
    const candidateCount = Math.min(latencyCandidates, whole.candidateCount);
    contenders.push({ model, whole, few: await openScorer({ ...spec, candidateCount }) });
  }

  const delay = plant?.latency ?? 0;
  const ask = async (model: string, scorer: Scorer, query: Features): Promise<TopK> => {
    const asked = systemClock.nowMs();
    const top = await scorer.search(await scorer.encode(query), k);
    if (delay > 0 && model !== baseline) waitUntil(systemClock.nowMs() + delay * (systemClock.nowMs() - asked));
    return top;
  };
  let next = 0;
  const askNext = ({ model, few }: Contender): Promise<TopK> => ask(model, few, singles[next++ % singles.length]!);
  const random = createRandom(deriveSeed(seed, 'rounds'));

  const answers: Record<string, string> = {};
  const turns: Turn<Contender>[] = [];
  for (const of of contenders) {
    const call = (): Promise<TopK> => askNext(of);
    const calls = Math.max(1, Math.min(mostPerBlock, Math.round(blockMs / (await usualMs(call)))));
    turns.push({ of, calls, call });
    answers[of.model] = await digest(of.whole, singles.slice(0, 50));
  }
  const latencies = await alternate(turns, { rounds, random, clock: systemClock });
  const least = ({ model }: Contender): number => metrics[`latency ${model}`]!;
  for (const [of, times] of latencies) {
    metrics[`latency ${of.model}`] = quantile(times, undisturbedShare)!;
    metrics[`median latency ${of.model}`] = median(times)!;
  }
  for (const of of contenders.slice(1)) metrics[`latency ratio ${of.model} / ${baseline}`] = least(of) / least(contenders[0]!);

  const many = featureRows(queries, 0, Math.min(passQueries, queries.global.rows));
  const passes = contenders.map((of) => ({ of, calls: 1, call: () => ask(of.model, of.whole, many) }));
  // The first passes allocate.
  await alternate(passes, { rounds: 1, random, clock: systemClock });
  for (const [{ model, whole }, times] of await alternate(passes, { rounds: passRounds, random, clock: systemClock })) {
    metrics[`throughput ${model}`] = (many.global.rows * whole.candidateCount * 1_000) / quantile(times, undisturbedShare)!;
    const cache = whole.opening.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
    if (cache > 0) metrics[`cache bytes ${model}`] = cache;
  }
  for (const { whole, few } of contenders) {
    await whole.close();
    await few.close();
  }
  const index = await indexBytes((kind) => specOf(baseline, kind));
  if (index !== undefined) metrics[`index bytes ${baseline} ${index.kind}`] = index.bytes;
  metrics['peak memory'] = readMemory().peakResidentBytes;
  return {
    protocol: protocolVersion,
    task: 'speed',
    metrics,
    answers,
    monotonicMs: systemClock.nowMs() - startMs,
    wallMs: Date.now() - wallStart,
    warnings: [...judgeNoise(noise, readNoise())],
  };
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

/** CPU time of this process since it began: what else runs on the machine hardly adds to it. */
function workMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function waitUntil(ms: number): void {
  while (systemClock.nowMs() < ms);
}

/** Best rows of some queries, as bytes. */
async function digest(scorer: Scorer, queries: readonly Features[]): Promise<string> {
  const hash = createHash('sha256');
  for (const query of queries) hash.update(new Uint8Array((await scorer.search(await scorer.encode(query), k)).rows.buffer));
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
