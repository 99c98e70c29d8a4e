import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import { readMachine } from '../measuring/machine.ts';
import { nativeVersions } from '../suite/installation.ts';
import { armsOf } from '../suite/reading/arms.ts';
import { interruptible } from '../suite/running/interruption.ts';
import { type Prepared, prepareSuite, readSuite } from '../suite/running/prepare.ts';
import { readCalibrations, refuseBelowNoise } from './calibration.ts';
import type { GateConfig } from './config.ts';
import { decide } from './decide.ts';
import { accuracyEvidence, seedEvidence } from './evidence.ts';
import type { Evidence } from './judge.ts';
import { type Material, makeMaterial, refuseOtherData, sameWeights } from './material.ts';
import { type Arena, askAccuracy, collectPairs, type Pair } from './pairs.ts';
import type { Plant } from './protocol.ts';
import { type GateResult, overall, sorted } from './result.ts';
import { findSide, type Side } from './side.ts';

export interface LiveGate {
  readonly base: string;
  readonly head: string;
  readonly config: GateConfig;
  readonly plant: Plant;
  /** One line of progress. */
  readonly say: (line: string) => void;
}

/** Training takes at most this long on either side. */
const materialSeconds = 3_600;

/**
 * Compares fresh processes of two sides on this machine. Throws a `UserError` where a side cannot be opened, built, trained or measured: that is never a verdict.
 * What was made for it is removed at the end, also when it is interrupted.
 */
export async function gateLive({ base, head, config, plant, say }: LiveGate): Promise<GateResult> {
  const bench = await openBench(config);
  const { suite } = bench;
  const machine = await readMachine(nativeVersions());
  refuseBelowNoise(readCalibrations(), { machine: machine.id, suite: suite.name, config });
  return withSides([base, head], say, async ([baseSide, headSide], scratch, signal) => {
    const made: Material[] = [];
    for (const side of [baseSide!, headSide!]) {
      say(`${side.name}: training the models of ${suite.name} with its own code`);
      made.push(await material(bench, side, join(scratch, `run-${side.name}`), signal));
    }
    const [ofBase, ofHead] = made as [Material, Material];
    refuseOtherData(ofBase.record, ofHead.record);
    const arena = arenaOf(bench, baseSide!, headSide!, ofBase.out, plant, signal);

    const [notes, seeds]: [string[], Evidence[]] = [[], []];
    if (sameWeights(ofBase.record, ofHead.record)) notes.push('Both sides train the same weights, bit by bit.');
    else {
      notes.push(`Head trains other weights than base: ${counted(config.seeds, 'seed')} of each were trained and compared.`);
      const runs: Material[] = [];
      for (const side of [baseSide!, headSide!]) {
        say(`${side.name}: weights differ, so ${counted(config.seeds, 'seed is', 'seeds are')} trained`);
        runs.push(await material(bench, side, join(scratch, `seeds-${side.name}`), signal, config.seeds));
      }
      seeds.push(...seedEvidence(runs[0]!.record, runs[1]!.record, config));
    }
    const { metrics, rounds, onlyHead } = await decide<Pair>({
      config,
      seeds,
      accuracy: async (failed) => {
        say(failed.length > 0 ? `accuracy again, to confirm: ${failed.join(', ')}` : 'accuracy with the weights of base');
        const [base, head] = [await askAccuracy(arena, 'base', config.seed), await askAccuracy(arena, 'head', config.seed)];
        return accuracyEvidence(base, head, config, config.seed);
      },
      measure: (seed, failed) => {
        if (failed.length > 0) say(`a second round, to confirm: ${failed.join(', ')}`);
        const what = failed.length > 0 ? 'second round' : 'fresh processes';
        return collectPairs(arena, config.pairs, seed, (done) => say(`${what}: pair ${done} of ${config.pairs}`));
      },
    });
    notes.push(...pairNotes(rounds.flat()), ...onlyHead.map((name) => `Only head measures ${name}: listed, not judged.`));
    return {
      format: 'matchbench-gate',
      formatVersion: 1,
      mode: 'live',
      verdict: overall(metrics),
      base: baseSide!.shown,
      head: headSide!.shown,
      machine: machine.id,
      suite: suite.name,
      pairs: config.pairs,
      seed: config.seed,
      plant,
      metrics: sorted(metrics),
      notes,
      rounds: rounds.map((pairs) => ({
        first: pairs.map((pair) => pair.first),
        base: pairs.map((pair) => pair.base.metrics),
        head: pairs.map((pair) => pair.head.metrics),
      })),
    };
  });
}

/** The suite as both sides are given it. */
export interface Bench extends Prepared {
  readonly file: string;
}

export async function openBench(config: GateConfig): Promise<Bench> {
  const { file } = readSuite(config.suite);
  return { ...(await prepareSuite({ suite: config.suite })), file: resolve(file) };
}

export const material = (
  { suite, file }: Bench,
  side: Side,
  out: string,
  signal: AbortSignal,
  seeds?: number,
): Promise<Material> =>
  makeMaterial({ side, suite: file, out, seeds, threads: suite.threads, limitSeconds: materialSeconds, signal });

/** With as many threads as cores, whatever else runs for a moment makes all of them wait. */
const probeThreads = 1;

/** The first data set, split and seed of the suite stand for all: code is compared, not data. */
export function arenaOf(
  { suite, datasets }: Bench,
  base: Side,
  head: Side,
  run: string,
  plant: Plant,
  signal: AbortSignal,
): Arena {
  const { name, splits } = suite.datasets[0]!;
  const { folder, manifest } = datasets[name]!;
  const request = {
    run,
    data: folder,
    dataset: name,
    split: splits?.[0] ?? manifest.splits[0]!.name,
    models: armsOf(suite)
      .filter(({ arm }) => arm === undefined)
      .map(({ label }) => label),
    baseline: suite.baseline,
    threads: probeThreads,
  };
  return { base, head, request, plant, signal };
}

/** Opens sides, named base and head, in a scratch folder that is gone afterwards. */
export async function withSides<T>(
  given: readonly string[],
  say: (line: string) => void,
  work: (sides: readonly Side[], scratch: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), 'matchbench-gate-'));
  const sides: Side[] = [];
  const clear = (): void => {
    for (const side of sides) side.remove();
    rmSync(scratch, { recursive: true, force: true });
  };
  // A second signal leaves at once.
  process.once('exit', clear);
  try {
    return await interruptible(
      async (signal) => {
        const found: (() => Promise<Side>)[] = [];
        for (const [i, name] of (['base', 'head'] as const).slice(0, given.length).entries()) {
          found.push(await findSide({ name, given: given[i]!, scratch, signal, say }));
        }
        // Set-up takes minutes: what is not there is said before.
        for (const open of found) sides.push(await open());
        const done = await work(sides, scratch, signal);
        if (signal.aborted) throw new UserError('interrupted', 'the gate was interrupted: there is no verdict');
        return done;
      },
      () => say('interrupted: what was made is removed'),
    );
  } finally {
    process.off('exit', clear);
    clear();
  }
}

/** Doubts about the processes themselves. */
function pairNotes(pairs: readonly Pair[]): string[] {
  const notes: string[] = [];
  const disturbed = pairs.filter(({ base, head }) => base.warnings.length + head.warnings.length > 0).length;
  if (disturbed > 0)
    notes.push(
      `${disturbed} of ${counted(pairs.length, 'pair')} ${disturbed === 1 ? 'was' : 'were'} disturbed by other work on this machine.`,
    );
  for (const model of Object.keys(pairs[0]!.base.answers)) {
    const [base, head] = (['base', 'head'] as const).map((side) => new Set(pairs.map((pair) => pair[side].answers[model])));
    if (base!.size > 1 || head!.size > 1) notes.push(`${model} does not give the same answers in every process of one side.`);
    else if ([...base!][0] !== [...head!][0])
      notes.push(`${model} gives other best candidates on head than on base, with the same weights.`);
  }
  return notes;
}
