import { judgeNoise, readNoise } from '../../measuring/noise.ts';
import type { CellRun } from '../cell.ts';

/** Adds to a cell that measures time what else kept the machine busy meanwhile. */
export const noiseNoted =
  (run: CellRun): CellRun =>
  async (cell, context) => {
    const before = readNoise();
    const result = await run(cell, context);
    return { ...result, warnings: [...(result.warnings ?? []), ...judgeNoise(before, readNoise())] };
  };
