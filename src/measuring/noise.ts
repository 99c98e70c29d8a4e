import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import type { Warning } from '../types.ts';
import { readCgroup } from './cgroup.ts';
import { type Clock, systemClock } from './clock.ts';

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
}

/** A share of the cores above which others disturb a measurement. */
const tolerated = { othersShare: 0.1, stolenShare: 0.01 } as const;

export function readNoise(clock: Clock = systemClock): NoiseCounters {
  const { user, system } = process.cpuUsage();
  const { throttledPeriods } = readCgroup();
  return {
    atMs: clock.nowMs(),
    cores: availableParallelism(),
    ownMs: (user + system) / 1000,
    load: loadavg()[0]!,
    ...(throttledPeriods === undefined ? {} : { throttledPeriods }),
    ...(process.platform === 'linux' ? parseProcStat(readFileSync('/proc/stat', 'utf8')) : {}),
  };
}

/** The first line of /proc/stat, in ticks of 10 ms: user nice system idle iowait irq softirq steal (proc(5)). */
export function parseProcStat(text: string): { readonly busyMs: number; readonly stolenMs: number } {
  const [user, nice, system, , , irq, softirq, steal] = text.slice(0, text.indexOf('\n')).split(/\s+/).slice(1).map(Number);
  return { busyMs: (user! + nice! + system! + irq! + softirq!) * 10, stolenMs: (steal ?? 0) * 10 };
}

/** What disturbed the time between two readings. */
export function judgeNoise(before: NoiseCounters, after: NoiseCounters): readonly Warning[] {
  const available = (after.atMs - before.atMs) * after.cores;
  const warnings: Warning[] = [];
  const share = (name: 'busyMs' | 'stolenMs'): number | undefined => {
    const [a, b] = [before[name], after[name]];
    return a === undefined || b === undefined || available <= 0 ? undefined : (b - a) / available;
  };
  const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;
  const busy = share('busyMs');
  const others = busy === undefined ? undefined : busy - (after.ownMs - before.ownMs) / available;
  if (others !== undefined && others > tolerated.othersShare) {
    warnings.push({
      code: 'noisy-neighbour',
      message: `Other processes used ${percent(others)} of the machine's ${after.cores} cores while it was measured.`,
      remedy: 'Close other programs and run again.',
    });
  } else if (others === undefined && after.load > after.cores * 1.5) {
    warnings.push({
      code: 'load',
      message: `The load average was ${after.load.toFixed(1)} on ${after.cores} cores.`,
      remedy: 'Close other programs and run again.',
    });
  }
  const stolen = share('stolenMs');
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
      message: `The container ran out of its CPU quota ${throttled} times.`,
      remedy: 'Raise the CPU limit, or use fewer threads.',
    });
  }
  return warnings;
}
