import type { Features, ModelManifest, PhaseCost, Scorer, ScorerSpec, Side } from '../../types.ts';

/** What every scorer is built from: the checked spec, the model's manifest and the candidates' features. */
export interface Opened {
  readonly spec: ScorerSpec;
  readonly model: ModelManifest;
  readonly candidates: Features;
  readonly candidateSide: Side;
  /** Reading the files. */
  readonly load: PhaseCost;
  /** The scorers of `spec.stages`, opened over as many candidates. Whoever is opened with them closes them. */
  readonly stages: readonly Scorer[];
}

/** Runs a stage of opening and says what it took. */
export async function phase<T>(name: string, work: () => Promise<T>, bytes?: (result: T) => number): Promise<[T, PhaseCost]> {
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  return [result, bytes === undefined ? { phase: name, ms } : { phase: name, ms, bytes: bytes(result) }];
}

/** What opening all parts took: stages of one name are summed. */
export function mergeOpening(...parts: readonly (readonly PhaseCost[])[]): PhaseCost[] {
  const merged = new Map<string, PhaseCost>();
  for (const cost of parts.flat()) {
    const before = merged.get(cost.phase);
    const bytes =
      cost.bytes === undefined && before?.bytes === undefined ? {} : { bytes: (before?.bytes ?? 0) + (cost.bytes ?? 0) };
    merged.set(cost.phase, { phase: cost.phase, ms: (before?.ms ?? 0) + cost.ms, ...bytes });
  }
  return [...merged.values()];
}
