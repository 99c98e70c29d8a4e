import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { halves, killAt, killInWriting, landing, timelineOf } from './kill.mjs';
import { goingOn, start, tree } from './real-run.mjs';

/**
 * An undisturbed run, then `count` runs that are killed once, with all their workers, and resumed: four of five at a moment drawn evenly over the run's duration,
 * one of five while it writes a file.
 *
 * @param {{ folder: string, main: string, compiled: string, count: number, seed: number, log: (line: string) => void }} options
 */
export async function killAndResume({ folder, main, compiled, count, seed, log }) {
  const { createRandom } = await import(join(compiled, 'random.js'));
  const { readRecord } = await import(join(compiled, 'report/record/read-record.js'));
  const { differences } = await import(join(compiled, 'suite/running/differences.js'));
  const random = createRandom(seed);
  /** @param {string} name @param {string[]} more */
  const run = (name, ...more) =>
    start(process.execPath, [main, 'run', '--suite', 'tiny.yaml', '--out', name, ...more], { cwd: folder });

  const began = Date.now();
  const whole = await run('whole').ended;
  if (whole.code !== 0) throw new Error(`the undisturbed run failed: ${whole.said}`);
  const timeline = timelineOf(join(folder, 'whole'), began, Date.now());
  log(`undisturbed: ${timeline.cells.length} cells, ${(timeline.totalMs / 1000).toFixed(1)} s`);
  const undisturbed = await readRecord(join(folder, 'whole'));
  const files = tree(join(folder, 'whole'));

  const trials = [];
  for (let i = 0; i < count; i++) {
    const out = join(folder, `killed-${i}`);
    const writing = i % 5 === 4;
    // Two files are written for every cell, and three for the run itself.
    const moment = writing
      ? 1 + Math.floor(random.uniform() * (2 * timeline.cells.length + 1))
      : random.uniform() * timeline.totalMs;
    const victim = run(`killed-${i}`);
    await (writing ? killInWriting(victim, out, moment) : killAt(victim, out, timeline, moment));
    const where = landing(out, timeline);
    const broken = halves(out);
    const resumed = await run(`killed-${i}`, ...goingOn(out)).ended;
    const differing = resumed.code === 0 ? differences(undisturbed, await readRecord(out)) : [];
    const sameFiles = JSON.stringify(tree(out)) === JSON.stringify(files);
    const finished = resumed.code === 0;
    const equal = finished && differing.length === 0 && sameFiles;
    const trial = {
      kill: i + 1,
      aimed: writing ? `file ${moment}` : `${((100 * moment) / timeline.totalMs).toFixed(0)} %`,
      where,
      whole: broken.length === 0,
      finished,
      equal,
    };
    trials.push(trial);
    log(
      `${trial.kill}/${count} at ${trial.aimed}: ${where}; ${trial.whole ? 'whole' : broken}; ${finished ? 'finished' : resumed.said}; ${equal ? 'equal' : JSON.stringify(differing)}`,
    );
    rmSync(out, { recursive: true, force: true });
  }
  return { timeline, trials };
}

/** @param {Awaited<ReturnType<typeof killAndResume>>} result */
export function killTable({ timeline, trials }) {
  const rows = [...byPlace(trials)].sort(([, a], [, b]) => b.length - a.length);
  const tally = (/** @type {typeof trials} */ some) =>
    `${some.length} | ${some.filter(({ whole }) => whole).length} | ${some.filter(({ finished }) => finished).length} | ${some.filter(({ equal }) => equal).length}`;
  return [
    `${trials.length} runs of ${timeline.cells.length} cells (${[...new Set(timeline.cells.map(({ kind }) => kind))].join(', ')}), each killed once (\`kill -9\` of its process group) and resumed once.`,
    '',
    '| the kill landed | runs | files whole or absent | finished | equal to the undisturbed run but for timings |',
    '| --- | --: | --: | --: | --: |',
    ...rows.map(([where, some]) => `| ${where} | ${tally(some)} |`),
    `| **all** | ${tally(trials)} |`,
  ].join('\n');
}

/** @template {{ where: string }} T @param {readonly T[]} trials */
function byPlace(trials) {
  const places = new Map();
  for (const trial of trials) places.set(trial.where, [...(places.get(trial.where) ?? []), trial]);
  return places;
}
