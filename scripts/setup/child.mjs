// @ts-check
import { spawn } from 'node:child_process';

const tailLength = 8000;

/**
 * @typedef {object} ChildResult
 * @property {boolean} ok exit code 0, within the limits
 * @property {string} output the last of stdout and stderr, as they came
 * @property {string} [ended] why it was not ok, as half a sentence
 */

/**
 * @typedef {object} ChildOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [limitMs] whole run time allowed
 * @property {{ withinMs: number, until: RegExp }} [sign] ended when the output does not match `until` in that time
 * @property {(pid: number | undefined) => void} [onChild] told the process id, and undefined at its end
 * @property {boolean} [passOn] shows the output and hands on the terminal (for a password)
 */

/**
 * Runs a program to its end. Never rejects: a program that is not there is a result as well.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {ChildOptions} [options]
 * @returns {Promise<ChildResult>}
 */
export function runChild(command, args, options = {}) {
  const { cwd, env, limitMs, sign, onChild, passOn } = options;
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd,
      env,
      stdio: passOn ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    onChild?.(child.pid);
    let output = '';
    /** @type {string | undefined} */
    let ended;
    const stop = (/** @type {string} */ why) => {
      ended ??= why;
      child.kill('SIGKILL');
    };
    const limit = limitMs === undefined ? undefined : setTimeout(() => stop(`took longer than ${limitMs / 1000} s`), limitMs);
    const silence = sign && setTimeout(() => stop(`no answer within ${sign.withinMs / 1000} s`), sign.withinMs);
    const collect = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-tailLength);
      if (sign?.until.test(output)) clearTimeout(silence);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    process.on('SIGTERM', forward);
    const finish = (/** @type {string | undefined} */ why) => {
      clearTimeout(limit);
      clearTimeout(silence);
      process.off('SIGTERM', forward);
      onChild?.(undefined);
      ended ??= why;
      resolve(ended === undefined ? { ok: true, output } : { ok: false, output, ended });
    };
    child.on('error', (error) => finish(error.message));
    child.on('close', (code, signal) => finish(code === 0 ? undefined : signal ? `ended by ${signal}` : `exit code ${code}`));
  });
}

/**
 * The lines of an output that say most: errors first, else the end.
 *
 * @param {ChildResult} result
 * @param {number} [count]
 */
export function lastLines(result, count = 12) {
  const lines = result.output.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.slice(-count).join('\n');
}
