import { join } from 'node:path';
import { counted } from '../counted.ts';
import { readMachine } from '../measuring/machine.ts';
import { numberColumn, tableOf, textColumn } from '../report/text/terminal-table.ts';
import { nativeVersions } from '../suite/installation.ts';
import { type Calibration, calibrationFile, deviationsOf, noiseFloor, pairsFor, storeCalibration } from './calibration.ts';
import { type GateConfig, ruleOf } from './config.ts';
import { arenaOf, material, openBench, withSides } from './live.ts';
import { collectPairs, type Pair } from './pairs.ts';

export interface ToCalibrate {
  readonly base: string;
  readonly config: GateConfig;
  readonly say: (line: string) => void;
}

/** Pairs of fresh processes of one side, both with its own weights. */
async function collectSame({ base, config, say }: ToCalibrate): Promise<{ machine: string; suite: string; pairs: Pair[] }> {
  const bench = await openBench(config);
  return withSides([base], say, async ([side], scratch, signal) => {
    say(`training the models of ${bench.suite.name}`);
    const { out } = await material(bench, side!, join(scratch, 'run-base'), signal);
    const arena = arenaOf(bench, side!, { ...side!, name: 'head' }, out, {}, signal);
    const pairs = await collectPairs(arena, config.pairs, config.seed, (done) => say(`pair ${done} of ${config.pairs}`));
    return { machine: (await readMachine(nativeVersions())).id, suite: bench.suite.name, pairs };
  });
}

/** The noise of every metric here, kept where later gates find it. Throws what a gate throws. */
export async function calibrate(what: ToCalibrate): Promise<Calibration> {
  const { machine, suite, pairs } = await collectSame(what);
  const calibration = { machine, suite, pairs: pairs.length, at: new Date().toISOString(), deviations: deviationsOf(pairs) };
  await storeCalibration(calibration);
  return calibration;
}

export function calibrationText({ machine, suite, pairs, deviations }: Calibration, config: GateConfig, width?: number): string {
  const rows = Object.entries(deviations).map(([name, deviation]) => {
    const { level, tolerance } = ruleOf(name, config);
    const floor = noiseFloor(deviation, config.pairs);
    const enough = floor <= tolerance ? 'yes' : `no: ${counted(pairsFor(deviation, tolerance), 'pair')} needed`;
    return [name, `${(100 * deviation).toFixed(2)} %`, `${floor.toFixed(2)} %`, `${tolerance} % (${level})`, enough];
  });
  const columns = [
    textColumn('metric'),
    ...['deviation of a pair', `floor at ${counted(config.pairs, 'pair')}`, 'tolerance'].map(numberColumn),
    textColumn('wide enough'),
  ];
  return `${[
    `noise of machine ${machine.slice(0, 12)}, suite ${suite}: ${counted(pairs, 'pair')} of fresh processes of the same code; kept in ${calibrationFile}`,
    '',
    ...tableOf(columns, rows, width),
  ].join('\n')}\n`;
}
