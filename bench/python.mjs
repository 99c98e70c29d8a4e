// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const environment = join(root, '.venv');
const interpreter =
  process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');

/**
 * Path of a Python that has the packages listed in `bench/<part>/requirements.txt`, which are installed on the first call.
 * @param {'peers' | 'verify'} part
 */
export async function pythonFor(part) {
  const requirements = join(root, 'bench', part, 'requirements.txt');
  const wanted = await readFile(requirements, 'utf8');
  const stamp = join(environment, `${part}.txt`);
  if (existsSync(interpreter) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return interpreter;
  if (!existsSync(interpreter)) run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', environment]);
  console.error(`installing the Python packages of ${part} into .venv (once)`);
  run(interpreter, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '--requirement', requirements]);
  await writeFile(stamp, wanted);
  return interpreter;
}

/** @type {(command: string, args: readonly string[]) => void} */
function run(command, args) {
  // What is installed is said on stderr: stdout belongs to the results.
  const { error, status } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (error !== undefined)
    throw new Error(`${command} cannot be started (${error.message}): install Python 3.11 or later with venv`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

// `node bench/python.mjs verify bench/verify/verify.py …` runs a script with the packages of its part.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [part, ...args] = process.argv.slice(2);
  if (part !== 'peers' && part !== 'verify') throw new Error('usage: node bench/python.mjs peers|verify SCRIPT [ARGUMENTS]');
  const { status } = spawnSync(await pythonFor(part), args, { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
