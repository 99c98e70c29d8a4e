import type { SearchStage, SearchTrace } from '../types.ts';

/** The time now, where somebody asks for it. */
export const stageStart = (trace: SearchTrace | undefined): number => (trace === undefined ? 0 : performance.now());

/** Adds the time since `start` to a stage. Returns the time now, where the next stage starts. */
export function endStage(trace: SearchTrace | undefined, stage: SearchStage, start: number): number {
  if (trace === undefined) return 0;
  const now = performance.now();
  trace.stageMs[stage] = (trace.stageMs[stage] ?? 0) + now - start;
  return now;
}

/** Counts pairs that the network scored. */
export function countCalls(trace: SearchTrace | undefined, pairs: number): void {
  if (trace !== undefined) trace.networkCalls += pairs;
}
