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
import { median } from '../statistics/summary.ts';
import { layout } from '../suite/layout.ts';
import type { Features, Scorer, ScorerSpec, TopK } from '../types.ts';
import type { ProbeRequest, SpeedAnswer } from './protocol.ts';
import { protocolVersion } from './protocol.ts';

const k = 10;
/** Rounds of latency. In each, every model answers a block of queries, so that what slows the machine for a while slows all of them. */
const rounds = 60;
/** A block lasts about this long, so that a quick model is not told from a few calls. */
const blockMs = 6;
const mostPerBlock = 40;
/** Queries of a pass that is timed whole, and how often. */
const passQueries = 96;
const passes = 3;

interface Contender {
  readonly model: string;
  readonly scorer: Scorer;
  readonly openMs: number;
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
    const before = systemClock.nowMs();
    const scorer = await openScorer(specOf(model, index === undefined ? 'exhaustive-factorised' : 'exact'));
    contenders.push({ model, scorer, openMs: systemClock.nowMs() - before });
    await scorer.search(await scorer.encode(singles[0]!), k);
    if (model === baseline) metrics['first answer'] = performance.now();
  }

  const answers: Record<string, string> = {};
  const delay = plant?.latency ?? 0;
  const ask = async ({ model, scorer }: Contender, query: Features): Promise<TopK> => {
    const asked = systemClock.nowMs();
    const top = await scorer.search(await scorer.encode(query), k);
    if (delay > 0 && model !== baseline) waitUntil(systemClock.nowMs() + delay * (systemClock.nowMs() - asked));
    return top;
  };

  const perBlock = new Map<Contender, number>();
  for (const contender of contenders) {
    const { model, openMs, scorer } = contender;
    metrics[`open time ${model}`] = openMs;
    const calls: number[] = [];
    await warmUp(
      async (i) => {
        const asked = systemClock.nowMs();
        await ask(contender, singles[i % singles.length]!);
        calls.push(systemClock.nowMs() - asked);
      },
      { windowCalls: 8, windows: 3, tolerance: 0.05, maximumMs: 300 },
      systemClock,
    );
    perBlock.set(contender, Math.min(mostPerBlock, Math.max(1, Math.round(blockMs / median(calls)!))));
    answers[model] = await digest(scorer, singles.slice(0, 50));
  }

  const blocks = new Map(contenders.map((contender) => [contender, [] as number[]]));
  const random = createRandom(deriveSeed(seed, 'rounds'));
  for (let round = 0, next = 0; round < rounds; round++) {
    for (const contender of random.shuffle([...contenders])) {
      const count = perBlock.get(contender)!;
      const begin = systemClock.nowMs();
      for (let i = 0; i < count; i++) await ask(contender, singles[next++ % singles.length]!);
      blocks.get(contender)!.push((systemClock.nowMs() - begin) / count);
    }
  }
  const ofBaseline = blocks.get(contenders[0]!)!;
  for (const [{ model }, times] of blocks) {
    metrics[`latency ${model}`] = median(times)!;
    if (model === baseline) continue;
    metrics[`latency ratio ${model} / ${baseline}`] = median(times.map((time, i) => time / ofBaseline[i]!))!;
  }

  for (const contender of contenders) {
    const { model, scorer } = contender;
    const pairs = passQueries * scorer.candidateCount;
    const seconds: number[] = [];
    const many = featureRows(queries, 0, Math.min(passQueries, queries.global.rows));
    for (let pass = 0; pass <= passes; pass++) {
      const begin = systemClock.nowMs();
      await ask(contender, many);
      // The first one allocates.
      if (pass > 0) seconds.push((systemClock.nowMs() - begin) / 1_000);
    }
    metrics[`throughput ${model}`] = pairs / median(seconds)!;
    const cache = scorer.opening.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
    if (cache > 0) metrics[`cache bytes ${model}`] = cache;
    await scorer.close();
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
  for (const kind of ['faiss-hnsw', 'usearch']) {
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
