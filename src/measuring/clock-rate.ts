import { readFileSync } from 'node:fs';

/** Clock rate of the first core in MHz, as the kernel tells it; undefined where it does not (a virtual machine may always tell the same). */
export function readClockMHz(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const kilohertz = Number(readOrNothing('/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq'));
  if (kilohertz > 0) return kilohertz / 1000;
  const told = Number(readOrNothing('/proc/cpuinfo')?.match(/^cpu MHz\s*: ([\d.]+)$/m)?.[1]);
  return told > 0 ? told : undefined;
}

/** The kernel's policy for the clock of the first core: `performance`, `powersave`, …; undefined where there is none to choose. */
export const readGovernor = (): string | undefined =>
  process.platform === 'linux' ? readOrNothing('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')?.trim() : undefined;

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
