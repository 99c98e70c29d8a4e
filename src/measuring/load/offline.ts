import type { Features, Scorer } from '../../types.ts';
import { type Clock, systemClock } from '../clock.ts';

/**
 * The offline scenario of MLPerf Inference: all queries are there at once and are answered as fast as can be, in any order. Milliseconds of whole passes, the
 * first one, which warms, left out; at least one, more until `enoughMs` are gone.
 */
export async function offlinePasses(
  scorer: Scorer,
  queries: Features,
  k: number,
  enoughMs: number,
  clock: Clock = systemClock,
): Promise<number[]> {
  const pass = async (): Promise<number> => {
    const start = clock.nowMs();
    await scorer.search(await scorer.encode(queries), k);
    return clock.nowMs() - start;
  };
  await pass();
  const passes: number[] = [];
  const start = clock.nowMs();
  do passes.push(await pass());
  while (clock.nowMs() - start < enoughMs);
  return passes;
}
