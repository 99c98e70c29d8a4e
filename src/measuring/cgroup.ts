import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a container allows this process. Absent: no limit, or none that can be read. */
export interface CgroupLimits {
  /** Cores' worth of time. */
  readonly cpuQuota?: number;
  readonly memoryBytes?: number;
  /** How often the group has run out of its CPU quota so far. */
  readonly throttledPeriods?: number;
}

/** Reads version 2, then version 1 (both are documented in the kernel's admin-guide). `root` is where the groups are mounted. */
export function readCgroup(root = '/sys/fs/cgroup'): CgroupLimits {
  const read = (...path: string[]): string | undefined => {
    try {
      return readFileSync(join(root, ...path), 'utf8').trim();
    } catch {
      return undefined;
    }
  };
  const [quota, period] = (
    read('cpu.max') ?? `${read('cpu', 'cpu.cfs_quota_us') ?? 'max'} ${read('cpu', 'cpu.cfs_period_us') ?? ''}`
  )
    .split(' ')
    .map(Number);
  const memory = Number(read('memory.max') ?? read('memory', 'memory.limit_in_bytes'));
  const throttled = Number((read('cpu.stat') ?? read('cpu', 'cpu.stat'))?.match(/^nr_throttled (\d+)$/m)?.[1]);
  return {
    // Version 1 writes -1 for no quota.
    ...(quota! > 0 && period! > 0 ? { cpuQuota: quota! / period! } : {}),
    // Version 1 writes a number near 2⁶³ for no limit.
    ...(memory < 2 ** 60 ? { memoryBytes: memory } : {}),
    ...(throttled >= 0 ? { throttledPeriods: throttled } : {}),
  };
}
