// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The suite `hardware` on the CPU with one thread, the same weights with two threads and on every other device that computes here, and one table of them all in
 * reports/hardware.md. Runs that are there are gone on with: `npm run bench:hardware`.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const software = '/usr/lib/chromium/vk_swiftshader_icd.json';
// Without a GPU Debian's chromium brings an adapter for WebGPU in software.
if (process.env.VK_DRIVER_FILES === undefined && existsSync(software)) process.env.VK_DRIVER_FILES = software;

/** @param {readonly string[]} args @param {'inherit' | 'pipe'} stdout */
function matchbench(args, stdout = 'inherit') {
  const { status, stdout: said } = spawnSync(process.execPath, [join(root, 'dist', 'cli', 'main.js'), ...args], {
    cwd: root,
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8',
  });
  return { status, said };
}

/** @param {string} name @param {readonly string[]} args */
function measured(name, args) {
  const out = join('runs', 'hardware', name);
  const resume = existsSync(join(root, out, 'record.json')) ? ['--resume'] : [];
  const { status } = matchbench(['run', ...args, '--out', out, ...resume]);
  // A device whose answers differ, or that is not there, is in the table with its reason.
  if (status === 130 || !existsSync(join(root, out, 'record.json'))) process.exit(status ?? 1);
  return out;
}

const first = measured('cpu-1-thread', ['--suite', 'hardware', '--threads', '1']);
const again = ['--reuse', first];
const runs = [first, measured('cpu-2-threads', [...again, '--threads', '2'])];
const doctor = JSON.parse(matchbench(['doctor', '--json'], 'pipe').said);
for (const { name, state, detail } of doctor.checks) if (name.startsWith('device ')) console.log(`${name}: ${state}: ${detail}`);
for (const device of doctor.devices) {
  if (device !== 'cpu') runs.push(measured(device, [...again, '--device', device, '--threads', '1']));
}
process.exitCode = matchbench(['compare', ...runs, '--out', join('reports', 'hardware.md')]).status ?? 1;
