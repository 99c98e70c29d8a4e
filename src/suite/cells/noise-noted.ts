import { isThrottled, readNvidia } from '../../measuring/accelerators.ts';
import { readClockMHz } from '../../measuring/clock-rate.ts';
import { conditions, judgeNoise, readNoise } from '../../measuring/noise.ts';
import type { CellKey } from '../../record.ts';
import type { Device, Warning } from '../../types.ts';
import type { CellRun } from '../cell.ts';

/** Readings of the clock are this far apart: each takes some microseconds that a measurement may feel. */
const readingMs = 2_000;

/** Adds to a cell that measures time what else kept the machine busy meanwhile, and how fast its clocks ran. */
export const noiseNoted =
  <Settings extends { readonly device: Device }, Key extends CellKey>(run: CellRun<Settings, Key>): CellRun<Settings, Key> =>
  async (cell, context) => {
    const before = readNoise();
    const clocks: number[] = [];
    const timer = setInterval(() => clocks.push(...[readClockMHz()].filter((clock) => clock !== undefined)), readingMs);
    try {
      const result = await run(cell, context);
      const after = readNoise();
      const gpus = cell.settings.device === 'cpu' ? [] : readNvidia();
      const slowed = gpus.filter(isThrottled).map(({ name }) => throttledGpu(name));
      return {
        ...result,
        details: {
          ...result.details,
          conditions: { ...conditions(before, after, clocks), ...(gpus.length > 0 ? { gpus } : {}) },
        },
        warnings: [...(result.warnings ?? []), ...judgeNoise(before, after, clocks), ...slowed],
      };
    } finally {
      clearInterval(timer);
    }
  };

const throttledGpu = (name: string): Warning => ({
  code: 'accelerator-throttled',
  message: `The driver held the clock of ${name} down when the measurement ended.`,
  remedy: 'Let it cool down, raise its power limit, and run again.',
});
