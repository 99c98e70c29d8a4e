// @ts-check
/**
 * Time and peak memory of `data import` and `data inspect`, each in a fresh process, of so many items a side, all distinct, and as many right pairs.
 * Usage: node bench/import/inspect.mjs [--items 500000] [--columns 768]
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../../dist/random.js';
import { measuredProcess } from '../measured-process.mjs';

const { values } = parseArgs({
  options: { items: { type: 'string', default: '500000' }, columns: { type: 'string', default: '768' } },
});
const [items, columns] = [Number(values.items), Number(values.columns)];
const rowsAtOnce = 1000;

/** @param {string} path @param {number} seed */
function writeFeatures(path, seed) {
  const random = createRandom(seed);
  const fields = `{'descr': '<f4', 'fortran_order': False, 'shape': (${items}, ${columns}), }`;
  const header = `${fields.padEnd(117)}\n`;
  const file = openSync(path, 'w');
  writeSync(file, Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length)}\x00${header}`, 'latin1'));
  const block = Float32Array.from({ length: rowsAtOnce * columns }, () => random.normal());
  for (let row = 0; row < items; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, items - row);
    // A value of its own makes each row another one.
    for (let i = 0; i < count; i++) block[i * columns] = row + i;
    writeSync(file, new Uint8Array(block.buffer, 0, 4 * columns * count));
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
  writeFeatures(at('left.npy'), 1);
  writeFeatures(at('right.npy'), 2);
  writePairs(at('pairs.csv'));
  const files = ['--left', at('left.npy'), '--right', at('right.npy'), '--pairs', at('pairs.csv')];
  for (const command of [
    ['data', 'import', ...files, '--out', at('made')],
    ['data', 'inspect', at('made')],
  ]) {
    const { seconds, cpuSeconds, peakMiB } = await measuredProcess(command);
    console.log(
      `${command.slice(0, 2).join(' ')}, 2 × ${items} items × ${columns}: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor, peak ${peakMiB.toFixed(0)} MiB`,
    );
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
