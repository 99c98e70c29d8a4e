import type { Features, Scorer, Warning } from '../types.ts';
import { type Bounds, cutShort, endOf } from './bounds.ts';
import { type Clock, systemClock } from './clock.ts';
import { rowWindows } from './row-windows.ts';
import { defaultWarmUp, type WarmUp, warmUp } from './warm-up.ts';

/** Times of batches in the order taken: the next is asked when the last has its answers. A batch's time is never divided into that of a query. */
export interface Batches {
  readonly ms: readonly number[];
  readonly warmUp: WarmUp;
  /** Batches asked in all, warm-up included. */
  readonly calls: number;
  readonly warnings: readonly Warning[];
}

/** Measures how long a scorer takes to answer `batch` queries at once, from their features. The windows of queries change from call to call. */
export async function measureBatches(
  scorer: Scorer,
  queries: Features,
  batch: number,
  k: number,
  bounds: Bounds,
  clock: Clock = systemClock,
): Promise<Batches> {
  const windows = rowWindows(queries, batch);
  const ask = async (i: number): Promise<void> => {
    await scorer.search(await scorer.encode(windows[i % windows.length]!), k);
  };
  const warm = await warmUp(ask, defaultWarmUp, clock);
  const ms: number[] = [];
  const start = clock.nowMs();
  for (;;) {
    const asked = clock.nowMs();
    await ask(ms.length);
    const answered = clock.nowMs();
    ms.push(answered - asked);
    const end = endOf(bounds, ms.length, answered - start);
    if (end === undefined) continue;
    const cut = end === 'maximum' ? [cutShort(`The measurement of batches of ${batch}`, bounds, ms.length)] : [];
    return { ms, warmUp: warm, calls: warm.calls + ms.length, warnings: [...warm.warnings, ...cut] };
  }
}
