// @ts-check
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMachine } from '../../dist/measuring/machine.js';
import { nativeVersions } from '../../dist/suite/installation.js';
import { growthRows } from './rows/growth.mjs';
import { overheadRows } from './rows/overhead.mjs';
import { pairRows } from './rows/pairs.mjs';
import { figure, verdictOf } from './rows/row.mjs';
import { searchRows } from './rows/search.mjs';
import { objectiveRows, trainingRows, zooRows } from './rows/training.mjs';

const reportFile = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'reports', 'peers.md');

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
 * Measures every row, prints the table, and writes reports/peers.md when the table is whole.
 * @param {string} python
 * @param {{ only?: readonly string[], quick: boolean, training?: Parameters<typeof trainingRows>[1] }} options `quick` takes few turns: for trying out, never for the report
 */
export async function printTable(python, { only, quick, training }) {
  const folder = await mkdtemp(join(tmpdir(), 'matchbench-peers-'));
  const start = performance.now();
  /** @type {import('./rows/row.mjs').Row[]} */
  const rows = [];
  try {
    for (const name of groupNames) {
      if (only !== undefined && !only.includes(name)) continue;
      const log = (/** @type {string} */ line) =>
        console.error(`${((performance.now() - start) / 1000).toFixed(0)} s  ${name}: ${line}`);
      rows.push(...(await groups[name]({ python, folder, quick, log }, training)));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const text = await page(rows, (performance.now() - start) / 1000);
  console.log(text);
  if (only === undefined && !quick) await writeFile(reportFile, text);
}

/** @param {readonly import('./rows/row.mjs').Row[]} rows @param {number} seconds */
async function page(rows, seconds) {
  const { cpu, cores, node, libraries } = await readMachine(nativeVersions());
  const versions = Object.entries(libraries).map(([name, version]) => `${name} ${version}`);
  const lines = rows.map((row, i) => {
    const { value, low, high, range } = row.ratio;
    const unit = row.of === 'microseconds' ? 'µs more' : `× its ${row.of}`;
    const ratio = `${figure(value)} [${figure(low)}, ${figure(high)}]${range === undefined ? '' : ` (range of ${range})`} ${unit}`;
    const goal = row.goal === undefined ? '' : (row.goalText ?? `${row.of === 'speed' ? '≥' : '≤'} ${figure(row.goal)}`);
    return `| ${i + 1} | ${row.what} | ${row.ours} | ${row.peer} | ${ratio} | ${goal} | ${verdictOf(row)} |`;
  });
  const notes = rows.flatMap(({ notes }, i) => (notes.length === 0 ? [] : [`${i + 1}. ${notes.join(' ')}`]));
  return `# Beside its peers

    npm run bench:peers

${cpu}, ${cores} cores, Node ${node}, ${versions.join(', ')}; ${(seconds / 60).toFixed(0)} minutes. Both sides have the same weights, features and threads, each in processes of its own that
sleep while the other works. They take turns (A B B A) in fresh processes for every launch, and their results were equal before a time was taken. A ratio is
the median over pairs of neighbouring turns, with a 95 % interval by resampling launches and the pairs within them; of fewer than six pairs the whole range is given instead.
*Holds*: *yes* or *no* where the whole interval is on one side of the goal.

| | what | ours | peer or limit | ratio | goal | holds? |
|--:|---|--:|--:|--:|--:|---|
${lines.join('\n')}

${notes.join('\n')}
`;
}
