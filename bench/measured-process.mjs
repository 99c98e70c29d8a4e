// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const main = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');

/** Says at its end what the process took. */
const observer = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); process.send({ maxRSS, cpu: userCPUTime + systemCPUTime }); });',
)}`;

/**
 * A command of ours in a fresh process: what it took. Throws where it ends with another code than 0.
 * @param {readonly string[]} args
 * @returns {Promise<{ seconds: number, cpuSeconds: number, peakMiB: number }>}
 */
export async function measuredProcess(args) {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', observer, main, ...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const told = once(child, 'message');
  const [code] = await once(child, 'exit');
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  const [{ maxRSS, cpu }] = await told;
  return { seconds, cpuSeconds: cpu / 1e6, peakMiB: maxRSS / 1024 };
}
