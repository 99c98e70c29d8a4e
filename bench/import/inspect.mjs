// @ts-check
/**
 * Time and peak memory of `data import` and `data inspect`, each in a fresh process, of so many items a side, all distinct, and as many right pairs.
 * Usage: node bench/import/inspect.mjs [--items 500000] [--columns 768] [--right-columns 768] [--element f4|i1]
 * Sources of `i1` (int8) take a quarter of the room that a side takes once it is imported: 5 million × 768 needs 20 GB with them.
 */
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../../dist/random.js';
import { measuredProcess } from '../measured-process.mjs';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '500000' },
    columns: { type: 'string', default: '768' },
    'right-columns': { type: 'string' },
    element: { type: 'string', default: 'f4' },
  },
});
const items = Number(values.items);
const widths = { left: Number(values.columns), right: Number(values['right-columns'] ?? values.columns) };
const rowsAtOnce = 1000;

/** Values of a block of rows, and the number of a row as its first values: that makes it another one. */
const elements = {
  f4: {
    descr: '<f4',
    size: 4,
    block: (/** @type {number} */ length, /** @type {() => number} */ normal) => Float32Array.from({ length }, normal),
    mark: (/** @type {any} */ block, /** @type {number} */ at, /** @type {number} */ row) => {
      block[at] = row;
    },
  },
  i1: {
    descr: '|i1',
    size: 1,
    block: (/** @type {number} */ length, /** @type {() => number} */ normal) =>
      Int8Array.from({ length }, () => Math.max(-127, Math.min(127, Math.round(40 * normal())))),
    mark: (/** @type {any} */ block, /** @type {number} */ at, /** @type {number} */ row) => {
      for (let digit = 0; digit < 4; digit++) block[at + digit] = Math.floor(row / 127 ** digit) % 127;
    },
  },
};
const element = elements[/** @type {keyof typeof elements} */ (values.element)];
if (element === undefined) throw new Error(`--element is one of ${Object.keys(elements).join(', ')}`);

const needed = items * (widths.left + widths.right) * (element.size + 4);
const { bavail, bsize } = statfsSync(tmpdir());
if (needed * 1.02 > bavail * bsize)
  throw new Error(
    `${(needed / 1e9).toFixed(1)} GB are needed below ${tmpdir()}, and ${((bavail * bsize) / 1e9).toFixed(1)} GB are free`,
  );

/** @param {string} path @param {number} columns @param {number} seed */
function writeFeatures(path, columns, seed) {
  const random = createRandom(seed);
  const fields = `{'descr': '${element.descr}', 'fortran_order': False, 'shape': (${items}, ${columns}), }`;
  const header = `${fields.padEnd(117)}\n`;
  const file = openSync(path, 'w');
  writeSync(file, Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length)}\x00${header}`, 'latin1'));
  const block = element.block(rowsAtOnce * columns, () => random.normal());
  for (let row = 0; row < items; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, items - row);
    for (let i = 0; i < count; i++) element.mark(block, i * columns, row + i);
    writeSync(file, new Uint8Array(block.buffer, 0, element.size * columns * count));
  }
  closeSync(file);
}

/** @param {string} path */
function writePairs(path) {
  const file = openSync(path, 'w');
  writeSync(file, 'left,right\n');
  for (let row = 0; row < items; row += rowsAtOnce) {
    const lines = Array.from({ length: Math.min(rowsAtOnce, items - row) }, (_, i) => `${row + i},${row + i}\n`);
    writeSync(file, lines.join(''));
  }
  closeSync(file);
}

const dir = mkdtempSync(join(tmpdir(), 'matchbench-inspect-'));
const at = (/** @type {string} */ name) => join(dir, name);
try {
  writeFeatures(at('left.npy'), widths.left, 1);
  writeFeatures(at('right.npy'), widths.right, 2);
  writePairs(at('pairs.csv'));
  const files = ['--left', at('left.npy'), '--right', at('right.npy'), '--pairs', at('pairs.csv')];
  for (const command of [
    ['data', 'import', ...files, '--out', at('made')],
    ['data', 'inspect', at('made')],
  ]) {
    const { seconds, cpuSeconds, peakMiB } = await measuredProcess(command);
    console.log(
      `${command.slice(0, 2).join(' ')}, ${items} items × ${widths.left} and ${widths.right} (${values.element}): ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor, peak ${peakMiB.toFixed(0)} MiB`,
    );
    // Room for what other processes write: inspecting reads only what was made.
    for (const name of ['left.npy', 'right.npy']) rmSync(at(name), { force: true });
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
