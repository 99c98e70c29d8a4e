import type { Features, ModelManifest, PhaseCost, ScorerSpec, Side } from '../../types.ts';

/** What every scorer is built from: the checked spec, the model's manifest and the candidates' features. */
export interface Opened {
  readonly spec: ScorerSpec;
  readonly model: ModelManifest;
  readonly candidates: Features;
  readonly candidateSide: Side;
  /** Reading the files. */
  readonly load: PhaseCost;
}

/** Runs a stage of opening and says what it took. */
export async function phase<T>(name: string, work: () => Promise<T>, bytes?: (result: T) => number): Promise<[T, PhaseCost]> {
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  return [result, bytes === undefined ? { phase: name, ms } : { phase: name, ms, bytes: bytes(result) }];
}
