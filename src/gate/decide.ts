import { deriveSeed } from '../random.ts';
import type { GateConfig } from './config.ts';
import { type Measured, speedEvidence } from './evidence.ts';
import { type Evidence, type Judged, judge } from './judge.ts';
import { confirmed } from './result.ts';
import type { SideName } from './side.ts';

/** What either side of a pair measured, and which was first. */
export interface MeasuredPair {
  readonly first: SideName;
  readonly base: Measured;
  readonly head: Measured;
}

export interface Rounds<P extends MeasuredPair> {
  readonly config: GateConfig;
  /** What seeds say: weights are a function of them and took minutes to train, so there is no second round of it. */
  readonly seeds: readonly Evidence[];
  /** Fresh answers; `failed` has what failed in the first round, and is empty in it. */
  accuracy(failed: readonly string[]): Promise<readonly Evidence[]>;
  /** Fresh pairs; `failed` as of accuracy. */
  measure(seed: number, failed: readonly string[]): Promise<readonly P[]>;
}

export interface Decision<P extends MeasuredPair> {
  readonly metrics: readonly Judged[];
  readonly rounds: readonly (readonly P[])[];
  readonly onlyHead: readonly string[];
}

/**
 * One round, and a second one of the same kind, accuracy or pairs, where a metric failed that can fail the gate: what is measured twice and does not fail in both
 * blocks nothing.
 */
export async function decide<P extends MeasuredPair>({ config, seeds, accuracy, measure }: Rounds<P>): Promise<Decision<P>> {
  const ofAccuracy = await accuracy([]);
  const first = await measure(config.seed, []);
  const { evidence, onlyHead } = speedEvidence(first, config, config.seed);
  const metrics = judge([...seeds, ...ofAccuracy, ...evidence]);
  const failedOf = (samplesAre: Evidence['samplesAre']): string[] => {
    const failed = metrics.filter((metric) => metric.verdict === 'fail' && metric.samplesAre === samplesAre);
    return failed.some(({ rule }) => rule.level === 'error') ? failed.map(({ name }) => name) : [];
  };
  const [families, pairs] = [failedOf('families'), failedOf('pairs')];
  const again: Evidence[] = families.length === 0 ? [] : [...(await accuracy(families))];
  const rounds = [first];
  if (pairs.length > 0) {
    const seed = deriveSeed(config.seed, 'confirm');
    const second = await measure(seed, pairs);
    rounds.push(second);
    again.push(...speedEvidence(second, config, seed).evidence);
  }
  const doubted = [...families, ...pairs];
  const judgedAgain = judge(again.filter(({ name }) => doubted.includes(name)));
  return { metrics: confirmed(metrics, doubted, judgedAgain), rounds, onlyHead };
}
