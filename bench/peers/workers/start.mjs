// @ts-check
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { converse } from '../conversation.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Starts a worker of ours. @param {'our-steps' | 'our-scorer' | 'overhead' | 'products-alone'} name @param {object} argument */
export const ourWorker = (name, argument) => converse(process.execPath, [join(here, `${name}.mjs`), JSON.stringify(argument)]);

/** A Python script of this folder. @param {'pairs_torch' | 'search_faiss' | 'steps_torch'} name */
export const pythonScript = (name) => join(here, `${name}.py`);

/**
 * A sentence with where the time of an ONNX model goes, as onnxruntime's profiler has it.
 * @param {{ onnx: string, threads: number, sizes: Readonly<Record<string, number>> }} model
 */
export async function sharesNote(model) {
  const { stdout } = await promisify(execFile)(process.execPath, [join(here, 'time-shares.mjs'), JSON.stringify(model)]);
  /** @type {[string, number, number][]} */
  const shares = JSON.parse(stdout);
  const shown = shares.slice(0, 6).map(([kind, share]) => `${kind} ${(100 * share).toFixed(0)} %`);
  return `onnxruntime's profile: ${shown.join(', ')} of ${(shares.reduce((sum, [, , us]) => sum + us, 0) / 1000).toFixed(2)} ms.`;
}
