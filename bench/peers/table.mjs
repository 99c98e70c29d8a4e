// @ts-check
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from '../../dist/files/whole-file.js';
import { readMachine } from '../../dist/measuring/machine.js';
import { nativeVersions } from '../../dist/suite/installation.js';
import { page } from './page.mjs';
import { growthRows } from './rows/growth.mjs';
import { overheadRows } from './rows/overhead.mjs';
import { pairRows } from './rows/pairs.mjs';
import { searchRows } from './rows/search.mjs';
import { objectiveRows, trainingRows, zooRows } from './rows/training.mjs';

const reports = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'reports');
/** What was measured last of every part of the table. */
const partsFile = join(reports, 'peers.json');

/**
 * What every group of rows is given.
 * @typedef {{ python: string, folder: string, quick: boolean, log: (line: string) => void }} Bench
 */

const groups = {
  training: trainingRows,
  zoo: zooRows,
  objectives: objectiveRows,
  pairs: pairRows,
  growth: growthRows,
  search: searchRows,
  overhead: overheadRows,
};
export const groupNames = /** @type {(keyof typeof groups)[]} */ (Object.keys(groups));

/**
 * Measures the rows of some or all parts and prints their table. reports/peers.json takes them in, and reports/peers.md is written anew from all it has.
 * @param {string} python
 * @param {{ only?: readonly string[], quick: boolean, training?: Parameters<typeof trainingRows>[1] }} options `quick` takes few turns, `training` chooses
 *   models: for trying out, never for the report
 */
export async function printTable(python, { only = groupNames, quick, training }) {
  const start = performance.now();
  const names = groupNames.filter((name) => only.includes(name));
  const kept = !quick && training === undefined;
  /** @type {Record<string, import('./page.mjs').Part>} */
  const before = kept ? JSON.parse(await readFile(partsFile, 'utf8')) : {};
  const folder = await mkdtemp(join(tmpdir(), 'matchbench-peers-'));
  /** @type {Map<string, readonly import('./rows/row.mjs').Row[]>} */
  const measured = new Map();
  const parts = async () => {
    const together = {
      date: new Date().toISOString().slice(0, 10),
      machine: await machineText(),
      minutes: (performance.now() - start) / 60_000,
    };
    return Object.fromEntries([...measured].map(([name, rows]) => [name, { ...together, rows }]));
  };
  try {
    for (const name of names) {
      const log = (/** @type {string} */ line) =>
        console.error(`${((performance.now() - start) / 1000).toFixed(0)} s  ${name}: ${line}`);
      measured.set(name, await groups[name]({ python, folder, quick, log }, training));
      // After every part: what was measured is kept where a later part fails.
      if (!kept) continue;
      const all = { ...before, ...(await parts()) };
      await writeWhole(partsFile, `${JSON.stringify(all, null, 1)}\n`);
      await writeWhole(join(reports, 'peers.md'), page(all, groupNames));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  console.log(page(await parts(), groupNames));
}

async function machineText() {
  const { cpu, cores, node, libraries } = await readMachine(nativeVersions());
  const versions = Object.entries(libraries).map(([name, version]) => `${name} ${version}`);
  return `${cpu}, ${cores} cores, Node ${node}, ${versions.join(', ')}`;
}
