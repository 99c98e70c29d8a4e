// @ts-check
import { runChild } from './child.mjs';

/** A small piece of real work for every native package: loading alone does not show a binary built for another processor. */
const trials = {
  'onnxruntime-node': `const { listSupportedBackends, Tensor } = require('onnxruntime-node');
    new Tensor('float32', [1], [1]);
    if (!listSupportedBackends().some(({ name }) => name === 'cpu')) throw new Error('no cpu device');`,
  'faiss-node': `const { IndexFlatIP } = require('faiss-node');
    const index = new IndexFlatIP(2);
    index.add([1, 0, 0, 1]);
    if (index.search([0, 1], 1).labels[0] !== 1) throw new Error('wrong answer to a two-vector search');`,
  usearch: `const { Index } = require('usearch');
    const index = new Index({ dimensions: 2, metric: 'ip' });
    index.add(7n, new Float32Array([0, 1]));
    if (index.search(new Float32Array([0, 1]), 1, 1).keys[0] !== 7n) throw new Error('wrong answer to a one-vector search');`,
  sharp: `require('sharp')({ create: { width: 1, height: 1, channels: 3, background: 'white' } }).raw().toBuffer()
    .catch((error) => { console.error(error); process.exit(1); });`,
};

/** @typedef {keyof typeof trials} NativePackage */

/**
 * Loads a native package and works with it in a process of its own: a broken binary can take its process along.
 *
 * @param {string} root folder of the package
 * @param {NativePackage} name
 * @returns {Promise<string | undefined>} what went wrong, in one line
 */
export async function nativeFault(root, name) {
  const result = await runChild(process.execPath, ['-e', trials[name]], { cwd: root, limitMs: 60_000 });
  if (result.ok) return undefined;
  const lines = result.output.split(/\r?\n/).map((line) => line.trim());
  const message = lines.find((line) => /^\w*Error:/.test(line)) ?? lines.find((line) => line !== '');
  return message === undefined ? `${result.ended}` : `${message.replace(/^Error: /, '')} (${result.ended})`;
}
