import { systemClock } from '../measuring/clock.ts';
import { readManifest } from '../retrieval/model-folder.ts';
import { openScorer } from '../retrieval/open.ts';
import type { Features, Scorer, ScorerSpec } from '../types.ts';

/** Candidates that a query is answered with. */
export const answersAsked = 10;
/** Candidates of the latencies: caches of that many stay in a core's own memory, and a query is short beside what a scheduler hands out. */
const latencyCandidates = 320;
/** A model is loaded so often; the quickest counts. */
const openings = 3;

export interface Contender {
  readonly model: string;
  /** Over all candidates, and over the few of the latencies. */
  readonly whole: Scorer;
  readonly few: Scorer;
}

/** Opens every model, the baseline first: its answer to `first` ends the start of the process. */
export async function openContenders(
  models: readonly [baseline: string, ...others: string[]],
  specOf: (model: string, kind: string) => ScorerSpec,
  first: Features,
): Promise<{ readonly contenders: Contender[]; readonly metrics: Record<string, number> }> {
  const contenders: Contender[] = [];
  const metrics: Record<string, number> = {};
  for (const model of models) {
    const cached = specOf(model, 'exact');
    const { index } = await readManifest(cached.modelDir);
    const spec = index === undefined ? specOf(model, 'exhaustive-factorised') : cached;
    const [openMs, openWorkMs]: [number[], number[]] = [[], []];
    const open = async (): Promise<Scorer> => {
      const [before, worked] = [systemClock.nowMs(), workMs()];
      const scorer = await openScorer(spec);
      openMs.push(systemClock.nowMs() - before);
      openWorkMs.push(workMs() - worked);
      return scorer;
    };
    const whole = await open();
    await whole.search(await whole.encode(first), answersAsked);
    if (model === models[0]) {
      metrics['first answer'] = performance.now();
      metrics['work until first answer'] = workMs();
    }
    while (openMs.length < openings) await (await open()).close();
    metrics[`open time ${model}`] = Math.min(...openMs);
    metrics[`open work ${model}`] = Math.min(...openWorkMs);
    const candidateCount = Math.min(latencyCandidates, whole.candidateCount);
    contenders.push({ model, whole, few: await openScorer({ ...spec, candidateCount }) });
  }
  return { contenders, metrics };
}

/** CPU time of this process since it began: what else runs on the machine hardly adds to it. */
function workMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
