import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';

/** One NVIDIA GPU at one moment, as its driver tells. What the driver does not tell is absent. */
export interface NvidiaGpu {
  readonly name: string;
  readonly driver: string;
  readonly memoryMiB?: number;
  readonly clockMHz?: number;
  readonly temperatureC?: number;
  /** Why the driver holds the clock down, as bits of NVML's `nvmlClocksThrottleReasons`. */
  readonly throttleReasons?: number;
}

const fields = 'name,driver_version,memory.total,clocks.sm,temperature.gpu,clocks_throttle_reasons.active';

/** Power brake, thermal limits and hardware slowdown; idle and settings of the user are no throttling. */
const throttling = 0x8 | 0x20 | 0x40 | 0x80;

/** Empty without the driver's own program, nvidia-smi, which comes with it. */
export function readNvidia(): readonly NvidiaGpu[] {
  try {
    const asked = [`--query-gpu=${fields}`, '--format=csv,noheader,nounits'];
    return parseNvidia(
      execFileSync('nvidia-smi', asked, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 }),
    );
  } catch {
    return [];
  }
}

/** A line a GPU, its fields divided by commas; `[N/A]` and the like are not numbers. */
export function parseNvidia(text: string): readonly NvidiaGpu[] {
  return text.split('\n').flatMap((line): NvidiaGpu[] => {
    const [name, driver, ...numbers] = line.split(',').map((field) => field.trim());
    if (name === undefined || name === '' || driver === undefined || numbers.length < 4) return [];
    const [memoryMiB, clockMHz, temperatureC, throttleReasons] = numbers.map((field) =>
      /^(0x[\da-f]+|\d+(\.\d+)?)$/i.test(field) ? Number(field) : undefined,
    );
    return [
      {
        name,
        driver,
        ...(memoryMiB === undefined ? {} : { memoryMiB }),
        ...(clockMHz === undefined ? {} : { clockMHz }),
        ...(temperatureC === undefined ? {} : { temperatureC }),
        ...(throttleReasons === undefined ? {} : { throttleReasons }),
      },
    ];
  });
}

export const isThrottled = ({ throttleReasons = 0 }: NvidiaGpu): boolean => (throttleReasons & throttling) !== 0;

/**
 * Names of what a session can compute on beside the processor: GPUs with driver and memory, and the Vulkan driver that the environment chose in their place, by
 * which WebGPU finds its adapter. `controllers` is what the system tells of graphics cards, used where NVIDIA's driver tells nothing.
 */
export function acceleratorNames(
  gpus: readonly NvidiaGpu[],
  controllers: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  const cards =
    gpus.length > 0
      ? gpus.map(({ name, driver, memoryMiB }) =>
          [name, memoryMiB === undefined ? '' : `${memoryMiB} MiB`, `driver ${driver}`].filter((text) => text !== '').join(', '),
        )
      : controllers;
  const chosen = environment.VK_DRIVER_FILES ?? environment.VK_ICD_FILENAMES;
  return chosen === undefined || chosen === '' ? cards : [...cards, `Vulkan driver ${basename(chosen)}`];
}
