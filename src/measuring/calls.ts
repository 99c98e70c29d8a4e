import type { Warning } from '../types.ts';
import { type Bounds, cutShort, endOf } from './bounds.ts';
import { type Clock, systemClock } from './clock.ts';
import { defaultWarmUp, warmUp } from './warm-up.ts';

/** Milliseconds of each call, in their order, after warm-up: for what is no scorer. */
export async function timeCalls(
  call: (index: number) => Promise<unknown>,
  bounds: Bounds,
  clock: Clock = systemClock,
): Promise<{ readonly ms: number[]; readonly warnings: readonly Warning[] }> {
  const warm = await warmUp(call, defaultWarmUp, clock);
  const ms: number[] = [];
  const start = clock.nowMs();
  for (;;) {
    const asked = clock.nowMs();
    await call(ms.length);
    const answered = clock.nowMs();
    ms.push(answered - asked);
    const end = endOf(bounds, ms.length, answered - start);
    if (end === undefined) continue;
    return { ms, warnings: end === 'maximum' ? [...warm.warnings, cutShort('The series', bounds, ms.length)] : warm.warnings };
  }
}
