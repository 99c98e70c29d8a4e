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
  /** What seeds say: it took minutes to train and is a function of them, so it is not made twice. */
  readonly seeds: readonly Evidence[];
  accuracy(): Promise<readonly Evidence[]>;
  /** Fresh pairs; `failed` has what failed in the first round, and is empty in it. */
  measure(seed: number, failed: readonly string[]): Promise<readonly P[]>;
}

export interface Decision<P extends MeasuredPair> {
  readonly metrics: readonly Judged[];
  readonly rounds: readonly (readonly P[])[];
  readonly onlyHead: readonly string[];
}

/** One round, and a second one where a metric failed that can fail the gate: what does not fail in both blocks nothing. */
export async function decide<P extends MeasuredPair>({ config, seeds, accuracy, measure }: Rounds<P>): Promise<Decision<P>> {
  const ofAccuracy = await accuracy();
  const first = await measure(config.seed, []);
  const { evidence, onlyHead } = speedEvidence(first, config, config.seed);
  const metrics = judge([...seeds, ...ofAccuracy, ...evidence]);
  const failed = metrics.filter(({ verdict, rule }) => verdict === 'fail' && rule.level === 'error').map(({ name }) => name);
  if (failed.length === 0) return { metrics, rounds: [first], onlyHead };
  const seed = deriveSeed(config.seed, 'confirm');
  const second = await measure(seed, failed);
  const again = [...seeds, ...(await accuracy()), ...speedEvidence(second, config, seed).evidence];
  return {
    metrics: confirmed(metrics, judge(again.filter(({ name }) => failed.includes(name)))),
    rounds: [first, second],
    onlyHead,
  };
}
