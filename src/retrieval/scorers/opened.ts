import type { Features, ModelManifest, PhaseCost, Scorer, ScorerSpec, Side } from '../../types.ts';
import type { Holding } from '../holding.ts';

/** What every scorer is built from: the checked spec, the model's manifest and the candidates' features. */
export interface Opened extends Holding {
  readonly spec: ScorerSpec;
  readonly model: ModelManifest;
  readonly candidates: Features;
  readonly candidateSide: Side;
  /** Reading the files. */
  readonly load: PhaseCost;
  /** The scorers of `spec.stages`, opened over as many candidates, and held. */
  readonly stages: readonly Scorer[];
}

/** Runs a stage of opening and says what it took. */
export async function phase<T>(name: string, work: () => Promise<T>, bytes?: (result: T) => number): Promise<[T, PhaseCost]> {
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  return [result, bytes === undefined ? { phase: name, ms } : { phase: name, ms, bytes: bytes(result) }];
}

/** What opening a scorer took that another one is built upon, as that one tells it. */
export const ofStage = (stage: Scorer | undefined): PhaseCost[] =>
  (stage?.opening ?? []).map((cost): PhaseCost => ({ ...cost, ofStage: true }));

/** What opening all parts took: those of one name are summed, of a scorer's own and of what it is built upon apart. */
export function mergeOpening(...parts: readonly (readonly PhaseCost[])[]): PhaseCost[] {
  const merged = new Map<string, PhaseCost>();
  for (const cost of parts.flat()) {
    const name = `${cost.phase} ${cost.ofStage ?? false}`;
    const before = merged.get(name);
    const bytes =
      cost.bytes === undefined && before?.bytes === undefined ? {} : { bytes: (before?.bytes ?? 0) + (cost.bytes ?? 0) };
    merged.set(name, { ...cost, ms: (before?.ms ?? 0) + cost.ms, ...bytes });
  }
  return [...merged.values()];
}
