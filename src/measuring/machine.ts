import { createHash } from 'node:crypto';
import { availableParallelism, totalmem } from 'node:os';
import { cpu, cpuFlags, graphics, system } from 'systeminformation';
import type { MachineFacts } from '../record.ts';
import { acceleratorNames, readNvidia } from './accelerators.ts';
import { readCgroup } from './cgroup.ts';
import { readGovernor } from './clock-rate.ts';

/** Instructions that decide how fast matrix products run. */
const wantedFlags = /^(avx|avx2|fma|f16c|avx512\w*|avx_vnni|amx\w*|asimd|asimddp|i8mm|bf16|sve\w*)$/;

/** What a speed may be compared across. `libraries` are the versions of the native packages in use, by name. */
export async function readMachine(libraries: Readonly<Record<string, string>>): Promise<MachineFacts> {
  const [processor, flags, board] = await Promise.all([cpu(), cpuFlags(), system()]);
  const { cpuQuota, memoryBytes } = readCgroup();
  const governor = readGovernor();
  const accelerators = await readAccelerators();
  return withId({
    cpu: `${processor.manufacturer} ${processor.brand}`.trim(),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: process.platform,
    architecture: process.arch,
    node: process.version,
    libraries,
    cpuFlags: flags
      .split(/\s+/)
      .filter((flag) => wantedFlags.test(flag))
      .sort(),
    ...(board.virtual ? { virtualisation: board.virtualHost || 'unknown' } : {}),
    ...(cpuQuota === undefined ? {} : { cgroupCpuQuota: cpuQuota }),
    ...(memoryBytes === undefined ? {} : { cgroupMemoryBytes: memoryBytes }),
    ...(governor === undefined ? {} : { governor }),
    ...(accelerators.length === 0 ? {} : { accelerators }),
  });
}

/** What this machine can compute on beside its processor, by name. */
export async function readAccelerators(): Promise<readonly string[]> {
  const gpus = readNvidia();
  const { controllers } = gpus.length > 0 ? { controllers: [] } : await graphics();
  return acceleratorNames(
    gpus,
    controllers.map(({ vendor, model }) => `${vendor} ${model}`.trim()).filter((name) => name !== ''),
  );
}

/** Adds the SHA-256 over the facts, keys in order. */
export function withId(facts: Omit<MachineFacts, 'id'>): MachineFacts {
  const ordered = (value: unknown): unknown =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, ordered(inner)]),
        )
      : value;
  const id = createHash('sha256')
    .update(JSON.stringify(ordered(facts)))
    .digest('hex');
  return { id, ...facts };
}
