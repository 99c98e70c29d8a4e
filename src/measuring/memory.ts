import { readFileSync } from 'node:fs';

/** Resident memory of this process. */
export interface ProcessMemory {
  readonly residentBytes: number;
  /** The most it ever was: meaningful for a configuration only in a fresh process. */
  readonly peakResidentBytes: number;
}

/** Reads VmRSS and VmHWM where there is a /proc, otherwise what libuv knows. */
export function readMemory(status: string | undefined = procStatus()): ProcessMemory {
  const kibibytes = (name: string): number | undefined => {
    const found = status?.match(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm'));
    return found ? Number(found[1]) * 1024 : undefined;
  };
  return {
    residentBytes: kibibytes('VmRSS') ?? process.memoryUsage.rss(),
    peakResidentBytes: kibibytes('VmHWM') ?? process.resourceUsage().maxRSS * 1024,
  };
}

const procStatus = (): string | undefined => {
  if (process.platform !== 'linux') return undefined;
  return readFileSync('/proc/self/status', 'utf8');
};
