import { counted } from '../counted.ts';
import type { Warning } from '../types.ts';
import type { Clock } from './clock.ts';

export interface WarmUpSettings {
  /** Calls of one window; the medians of the last `windows` windows must agree. */
  readonly windowCalls: number;
  readonly windows: number;
  /** How far those medians may lie apart, as a fraction of the smallest. */
  readonly tolerance: number;
  readonly maximumMs: number;
}

export const defaultWarmUp: WarmUpSettings = { windowCalls: 8, windows: 3, tolerance: 0.05, maximumMs: 2000 };

export interface WarmUp {
  /** The very first call, reported apart. */
  readonly firstCallMs: number;
  readonly calls: number;
  readonly ms: number;
  readonly stable: boolean;
  readonly warnings: readonly Warning[];
}

/** Calls until the last windows agree, right before the measurement that it is for. */
export async function warmUp(call: (index: number) => Promise<unknown>, settings: WarmUpSettings, clock: Clock): Promise<WarmUp> {
  const { windowCalls, windows, tolerance, maximumMs } = settings;
  const start = clock.nowMs();
  const medians: number[] = [];
  let window: number[] = [];
  let firstCallMs: number | undefined;
  let calls = 0;
  const done = (stable: boolean, first: number): WarmUp => ({
    firstCallMs: first,
    calls,
    ms: clock.nowMs() - start,
    stable,
    warnings: stable ? [] : [unstable(calls, maximumMs)],
  });
  for (;;) {
    const before = clock.nowMs();
    await call(calls++);
    const after = clock.nowMs();
    firstCallMs ??= after - before;
    window.push(after - before);
    if (window.length === windowCalls) {
      medians.push(window.sort((a, b) => a - b)[windowCalls >> 1]!);
      window = [];
      const last = medians.slice(-windows);
      if (last.length === windows && Math.max(...last) <= Math.min(...last) * (1 + tolerance)) return done(true, firstCallMs);
    }
    if (after - start >= maximumMs) return done(false, firstCallMs);
  }
}

const unstable = (calls: number, maximumMs: number): Warning => ({
  code: 'warm-up',
  message: `Calls were not yet stable after a warm-up of ${counted(calls, 'call')} (at most ${maximumMs} ms).`,
  remedy: 'Close other programs, or allow a longer warm-up.',
});
