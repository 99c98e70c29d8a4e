import { createHash } from 'node:crypto';
import { existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { finishedIn, sleep, temporaries, tree, until, workerIn } from './real-run.mjs';

/**
 * The timeline of an undisturbed run, from its record: seconds from its start at which each cell began and ended.
 *
 * @param {string} out
 * @param {number} startedAtMs when its process was started
 * @param {number} endedAtMs
 */
export function timelineOf(out, startedAtMs, endedAtMs) {
  const record = JSON.parse(readFileSync(join(out, 'record.json'), 'utf8'));
  const cells = record.cells.map((/** @type {{ id: string, file: string }} */ { id, file }) => {
    const { kind, startedAt, finishedAt } = JSON.parse(readFileSync(join(out, file), 'utf8'));
    return { id, kind, file, beganMs: Date.parse(startedAt) - startedAtMs, endedMs: Date.parse(finishedAt) - startedAtMs };
  });
  return { cells, totalMs: endedAtMs - startedAtMs };
}

/** @typedef {ReturnType<typeof timelineOf>} Timeline */

/**
 * Kills a run's whole process group at a moment of the undisturbed timeline: as long after the beginning of the same cell. So a machine that is busier now
 * than then changes nothing about where it lands.
 *
 * @param {ReturnType<import('./real-run.mjs').start>} run
 * @param {string} out
 * @param {Timeline} timeline
 * @param {number} atMs
 */
export async function killAt(run, out, { cells }, atMs) {
  const index = cells.findLastIndex(({ beganMs }) => beganMs <= atMs);
  const cell = cells[index];
  if (cell === undefined) await Promise.race([sleep(atMs), run.ended]);
  else {
    const begun = () => finishedIn(out, cells) > index || (finishedIn(out, cells) === index && workerIn(out) !== undefined);
    await until(() => begun() || run.over());
    await Promise.race([sleep(atMs - cell.beganMs), run.ended]);
  }
  run.kill();
  await run.ended;
}

/**
 * Kills a run while it writes: when the `count`-th temporary file appears.
 *
 * @param {ReturnType<import('./real-run.mjs').start>} run
 * @param {string} out
 * @param {number} count
 */
export async function killInWriting(run, out, count) {
  await until(() => existsSync(join(out, 'cells')) || run.over());
  let seen = 0;
  const watchers = (run.over() ? [] : [out, join(out, 'cells')]).map((folder) =>
    watch(folder, (_, name) => {
      if (/\.\d+$/.test(name ?? '') && ++seen === count) run.kill();
    }),
  );
  await run.ended;
  for (const watcher of watchers) watcher.close();
}

/**
 * Where a kill landed, from what it left.
 *
 * @param {string} out
 * @param {Timeline} timeline
 */
export function landing(out, { cells }) {
  const written = temporaries(out);
  if (written.length > 0)
    return `writing ${written[0].replace(/\.\d+$/, '').replace(/.*\./, (kind) => (kind === 'record.' ? 'record.' : 'a cell.'))}`;
  const finished = finishedIn(out, cells);
  if (workerIn(out) !== undefined && finished < cells.length) return `in a cell: ${cells[finished].kind}`;
  if (finished === cells.length) return existsSync(join(out, 'report.md')) ? 'after the end' : 'deriving the report';
  return finished === 0 ? 'starting up' : 'between two cells';
}

/**
 * What of a killed run is neither whole nor absent: records that are not JSON, and files of a cell with other bytes than it says.
 *
 * @param {string} out
 */
export function halves(out) {
  const wrong = [];
  for (const name of tree(out).filter((file) => /^(record|cells\/[^/]+)\.json$/.test(file))) {
    try {
      for (const { path, sha256 } of JSON.parse(readFileSync(join(out, name), 'utf8')).files ?? []) {
        const bytes = readFileSync(join(out, path));
        if (createHash('sha256').update(bytes).digest('hex') !== sha256) wrong.push(path);
      }
    } catch (error) {
      wrong.push(`${name}: ${error.message}`);
    }
  }
  return wrong;
}
