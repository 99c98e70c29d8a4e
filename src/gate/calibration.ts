import { existsSync } from 'node:fs';
import { z } from 'zod';
import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import { checkAgainst, parseJson } from '../files/json.ts';
import { readPlainFile } from '../files/plain-file.ts';
import { writeWhole } from '../files/whole-file.ts';
import { minimumDetectable } from '../statistics/paired.ts';
import { typicalDeviation } from '../statistics/paired-ratio.ts';
import { type GateConfig, ruleOf } from './config.ts';
import type { Measured } from './evidence.ts';
import { kindOf } from './metric-kinds.ts';

/** Beside `matchbench.yaml`, in the folder that the gate runs in. */
export const calibrationFile = 'matchbench.noise.json';
const largest = 1 << 20;
const remedy = 'Remove the file, and calibrate again: matchbench gate --calibrate --base REF';

const calibrationSchema = z.strictObject({
  machine: z.string().min(1).max(200),
  suite: z.string().min(1).max(1024),
  pairs: z.int().min(2),
  at: z.iso.datetime(),
  /** By metric: typical deviation of log(second / first) over pairs of fresh processes of the same code. */
  deviations: z.record(z.string().min(1).max(200), z.number().nonnegative()),
});
const fileSchema = z.strictObject({
  format: z.literal('matchbench-noise'),
  formatVersion: z.literal(1),
  calibrations: z.array(calibrationSchema).max(1_000),
});

export type Calibration = z.output<typeof calibrationSchema>;

/** What was calibrated here; nothing where there is no file. Throws a `UserError` of kind `input` or `storage`. */
export function readCalibrations(file = calibrationFile): Calibration[] {
  if (!existsSync(file)) return [];
  const source = { what: 'The calibration', place: file, remedy };
  return checkAgainst(fileSchema, parseJson(readPlainFile(file, largest), source), source).calibrations;
}

/** Adds one; it takes the place of an earlier one of the same machine and suite. */
export async function storeCalibration(calibration: Calibration, file = calibrationFile): Promise<void> {
  const others = readCalibrations(file).filter(
    ({ machine, suite }) => machine !== calibration.machine || suite !== calibration.suite,
  );
  const content = { format: 'matchbench-noise', formatVersion: 1, calibrations: [...others, calibration] };
  await writeWhole(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

/** Of every metric of pairs of the same code. */
export function deviationsOf(pairs: readonly { readonly base: Measured; readonly head: Measured }[]): Record<string, number> {
  const names = Object.keys(pairs[0]!.base.metrics).filter((name) => kindOf(name) !== undefined);
  return Object.fromEntries(
    names.map((name) => [
      name,
      typicalDeviation(pairs.map(({ base, head }) => Math.log(head.metrics[name]! / base.metrics[name]!))),
    ]),
  );
}

/** Percent: with a tolerance below it, fewer than 80 % of gates with so many pairs could pass unchanged code. */
export const noiseFloor = (deviation: number, pairs: number): number =>
  100 * Math.expm1(minimumDetectable(deviation / Math.sqrt(pairs), pairs));

/** Pairs from which on the floor lies below a tolerance. */
export function pairsFor(deviation: number, tolerance: number): number {
  let pairs = 2;
  while (pairs < 100_000 && noiseFloor(deviation, pairs) > tolerance) pairs = Math.ceil(pairs * 1.1);
  return pairs;
}

export interface GateHere {
  readonly machine: string;
  readonly suite: string;
  readonly config: GateConfig;
}

/** Refuses tolerances that this machine was found too noisy for. Throws a `UserError` of kind `input` with the figures. */
export function refuseBelowNoise(calibrations: readonly Calibration[], { machine, suite, config }: GateHere): void {
  const here = calibrations.find((one) => one.machine === machine && one.suite === suite);
  const bad = Object.entries(here?.deviations ?? {}).flatMap(([name, deviation]) => {
    if (kindOf(name) === undefined) return [];
    const { level, tolerance } = ruleOf(name, config);
    const floor = noiseFloor(deviation, config.pairs);
    if (level !== 'error' || floor <= tolerance) return [];
    return [
      `${name}: ${tolerance} % is below the ${floor.toFixed(2)} % of unchanged code with ${counted(config.pairs, 'pair')} (${counted(pairsFor(deviation, tolerance), 'pair')} would do)`,
    ];
  });
  if (bad.length === 0) return;
  throw new UserError('input', `a tolerance is below the noise that was calibrated on this machine: ${bad.join('; ')}`, {
    place: calibrationFile,
    remedy: 'Raise the tolerance or --pairs, set the metric to warn, or calibrate again on a quieter machine.',
  });
}
