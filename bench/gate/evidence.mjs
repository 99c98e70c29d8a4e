// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deviationsOf } from '../../dist/gate/calibration.js';
import { arenaOf, material, openBench, withSides } from '../../dist/gate/live.js';
import { askAccuracy, askSpeed } from '../../dist/gate/pairs.js';
import { readMachine } from '../../dist/measuring/machine.js';
import { deriveSeed } from '../../dist/random.js';
import { nativeVersions } from '../../dist/suite/installation.js';
import { countdown } from './countdown.mjs';

/** @typedef {import('../../dist/gate/protocol.js').SpeedAnswer['metrics']} Metrics */
/** @typedef {import('../../dist/gate/protocol.js').AccuracyAnswer['models']} Accuracy */
/** @typedef {{ at: string, metrics: Metrics, warnings: string[] }} Process */
/** @typedef {{ machine: { id: string, cpu: string, cores: number, node: string }, suite: string, baseline: string, processes: Process[], accuracy?: Accuracy, planted: Accuracy[], suiteSeconds?: number }} Evidence */

/**
 * Fresh processes of the code that is here, one after the other, and answers of a head with a planted loss of one point of nDCG@10, each with other noise.
 * Kept after every one, so that a run that was ended goes on.
 * @param {{ file: string, config: import('../../dist/gate/config.js').GateConfig, processes: number, plants: number, say: (line: string) => void }} options
 * @returns {Promise<Evidence>}
 */
export async function collectEvidence({ file, config, processes, plants, say }) {
  const facts = await readMachine(nativeVersions());
  const machine = { id: facts.id, cpu: facts.cpu, cores: facts.cores, node: facts.node };
  /** @type {Evidence} */
  const evidence = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { machine, suite: config.suite, baseline: '', processes: [], planted: [] };
  if (evidence.machine.id !== machine.id) throw new Error(`${file} is of another machine: move it away, and run again`);
  const whole = evidence.accuracy !== undefined && evidence.suiteSeconds !== undefined;
  if (evidence.processes.length >= processes && evidence.planted.length >= plants && whole) return evidence;
  const keep = () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(evidence));
  };
  await withSides(['.'], say, async ([side], scratch, signal) => {
    if (side === undefined) throw new Error('internal: no side');
    const bench = await openBench(config);
    say(`training the models of ${bench.suite.name}`);
    const { out, seconds } = await material(bench, side, `${scratch}/run`, signal);
    evidence.suiteSeconds ??= seconds;
    keep();
    const arena = arenaOf(bench, side, { ...side, name: 'head' }, out, { ndcgPoints: 1 }, signal);
    evidence.baseline = arena.request.baseline;
    const left = countdown('process', processes, evidence.processes.length, say);
    while (evidence.processes.length < processes) {
      const number = evidence.processes.length;
      const { metrics, warnings } = await askSpeed(arena, 'base', deriveSeed(config.seed, 'process', number), `${number + 1}`);
      const rounded = Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, Number(value.toPrecision(7))]));
      evidence.processes.push({ at: new Date().toISOString(), metrics: rounded, warnings: warnings.map(({ code }) => code) });
      keep();
      left();
    }
    evidence.accuracy ??= (await askAccuracy(arena, 'base', config.seed)).models;
    const plantsLeft = countdown('planted loss of nDCG@10', plants, evidence.planted.length, say);
    while (evidence.planted.length < plants) {
      const seed = deriveSeed(config.seed, 'planted', evidence.planted.length);
      evidence.planted.push((await askAccuracy(arena, 'head', seed)).models);
      keep();
      plantsLeft();
    }
  });
  return evidence;
}

/**
 * By metric: deviation of log(next / this) over processes that ran one after the other.
 * @param {readonly Process[]} processes
 */
export const deviations = (processes) =>
  deviationsOf(
    processes.slice(1).map(({ metrics }, i) => ({ base: { metrics: processes[i]?.metrics ?? {} }, head: { metrics } })),
  );
