import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { counted } from '../counted.ts';
import type { Warning } from '../types.ts';
import { readCgroup } from './cgroup.ts';
import { type Clock, systemClock } from './clock.ts';
import { readClockMHz } from './clock-rate.ts';

/** Counters of the machine at one moment. Absent where the platform does not tell. */
export interface NoiseCounters {
  readonly atMs: number;
  readonly cores: number;
  /** CPU time of all processes, and what the hypervisor took, since boot. */
  readonly busyMs?: number;
  readonly stolenMs?: number;
  /** CPU time of this process. */
  readonly ownMs: number;
  readonly throttledPeriods?: number;
  /** Processes that ran or wanted to, on average over the last minute; 0 on Windows. */
  readonly load: number;
  /** Of the first core. */
  readonly clockMHz?: number;
}

/** What the machine was like around a measurement: stored with it, whatever is thought of it. */
export interface Conditions {
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** Shares of all cores' time, where the platform tells. */
  readonly othersShare?: number;
  readonly stolenShare?: number;
  /** Clock of the first core in MHz: before, at its slowest and fastest meanwhile, and after. */
  readonly clockMHz?: { readonly before: number; readonly slowest: number; readonly fastest: number; readonly after: number };
}

/** Shares of the cores above which others disturb a measurement, and of the fastest clock below which the slowest does. */
const tolerated = { othersShare: 0.1, stolenShare: 0.01, clock: 0.85 } as const;

export function readNoise(clock: Clock = systemClock): NoiseCounters {
  const { user, system } = process.cpuUsage();
  const { throttledPeriods } = readCgroup();
  const clockMHz = readClockMHz();
  return {
    atMs: clock.nowMs(),
    cores: availableParallelism(),
    ownMs: (user + system) / 1000,
    load: loadavg()[0]!,
    ...(throttledPeriods === undefined ? {} : { throttledPeriods }),
    ...(clockMHz === undefined ? {} : { clockMHz }),
    ...(process.platform === 'linux' ? parseProcStat(readFileSync('/proc/stat', 'utf8')) : {}),
  };
}

/** The first line of /proc/stat, in ticks of 10 ms: user nice system idle iowait irq softirq steal (proc(5)). */
export function parseProcStat(text: string): { readonly busyMs: number; readonly stolenMs: number } {
  const [user, nice, system, , , irq, softirq, steal] = text.slice(0, text.indexOf('\n')).split(/\s+/).slice(1).map(Number);
  return { busyMs: (user! + nice! + system! + irq! + softirq!) * 10, stolenMs: (steal ?? 0) * 10 };
}

/** What a measurement's surroundings were; `clocks` are readings taken meanwhile, in MHz. */
export function conditions(before: NoiseCounters, after: NoiseCounters, clocks: readonly number[] = []): Conditions {
  const others = share(before, after, 'busyMs');
  const stolen = share(before, after, 'stolenMs');
  const [first, last] = [before.clockMHz, after.clockMHz];
  // The clock of an idle core says nothing of that of a busy one.
  const meanwhile = clocks.length > 0 ? clocks : [first ?? 0, last ?? 0];
  return {
    loadBefore: before.load,
    loadAfter: after.load,
    ...(others === undefined ? {} : { othersShare: others }),
    ...(stolen === undefined ? {} : { stolenShare: stolen }),
    ...(first === undefined || last === undefined
      ? {}
      : { clockMHz: { before: first, slowest: Math.min(...meanwhile), fastest: Math.max(...meanwhile), after: last } }),
  };
}

/** A counter's share of all cores' time between two readings; of `busyMs` what this process used is no part. */
function share(before: NoiseCounters, after: NoiseCounters, name: 'busyMs' | 'stolenMs'): number | undefined {
  const available = (after.atMs - before.atMs) * after.cores;
  const [a, b] = [before[name], after[name]];
  if (a === undefined || b === undefined || available <= 0) return undefined;
  const own = name === 'busyMs' ? after.ownMs - before.ownMs : 0;
  return (b - a - own) / available;
}

/** What disturbed the time between two readings. */
export function judgeNoise(before: NoiseCounters, after: NoiseCounters, clocks: readonly number[] = []): readonly Warning[] {
  const warnings: Warning[] = [];
  const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;
  const { othersShare: others, stolenShare: stolen, clockMHz } = conditions(before, after, clocks);
  if (others !== undefined && others > tolerated.othersShare) {
    warnings.push({
      code: 'noisy-neighbour',
      message: `Other processes used ${percent(others)} of the machine's ${counted(after.cores, 'core')} while it was measured.`,
      remedy: 'Close other programs and run again.',
    });
  } else if (others === undefined && after.load > after.cores * 1.5) {
    warnings.push({
      code: 'load',
      message: `The load average was ${after.load.toFixed(1)} on ${counted(after.cores, 'core')}.`,
      remedy: 'Close other programs and run again.',
    });
  }
  if (stolen !== undefined && stolen > tolerated.stolenShare) {
    warnings.push({
      code: 'steal',
      message: `The hypervisor took ${percent(stolen)} of the CPU time away.`,
      remedy: 'Measure on dedicated cores.',
    });
  }
  const throttled = (after.throttledPeriods ?? 0) - (before.throttledPeriods ?? 0);
  if (throttled > 0) {
    warnings.push({
      code: 'throttled',
      message: `The container ran out of its CPU quota ${counted(throttled, 'time')}.`,
      remedy: 'Raise the CPU limit, or use fewer threads.',
    });
  }
  if (clockMHz !== undefined && clocks.length > 2 && clockMHz.slowest < clockMHz.fastest * tolerated.clock) {
    warnings.push({
      code: 'clock-drop',
      message: `The clock of the processor fell from ${Math.round(clockMHz.fastest)} to ${Math.round(clockMHz.slowest)} MHz while it was measured.`,
      remedy: 'Fix the clock (governor performance, no turbo), or let the machine cool down, and run again.',
    });
  }
  return warnings;
}
