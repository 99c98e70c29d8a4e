// @ts-check
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Packs the package, installs it into an empty project with no script run, and uses it there: as a library and from the command line. Then what others say of
 * the tarball: publint, and whether its types resolve. Exit code 1 when something does not hold.
 */

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const largestBytes = 5_000_000;
const work = mkdtempSync(join(tmpdir(), 'matchbench-pack-'));
const shell = process.platform === 'win32';
/** @type {string[]} */
const failures = [];

/**
 * @param {string} what
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {string} cwd
 */
function step(what, program, parameters, cwd) {
  const { status, stdout, stderr } = spawnSync(program, parameters, { cwd, encoding: 'utf8', shell });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${what}`);
  if (status !== 0) {
    failures.push(what);
    console.log(`${stdout}\n${stderr}`.trim().split('\n').slice(-20).join('\n'));
  }
  return stdout ?? '';
}

/** A program of a package that need not be installed here. @param {string} name @param {readonly string[]} parameters @param {string} cwd */
const foreign = (name, parameters, cwd) => step(name, 'npx', ['--yes', name, ...parameters], cwd);

try {
  step('npm pack', 'npm', ['pack', '--pack-destination', work], root);
  const name = readdirSync(work).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack left no tarball');
  const tarball = join(work, name);
  const { size } = statSync(tarball);
  console.log(
    `${size <= largestBytes ? 'ok    ' : 'FAILED'}  ${(size / 1e6).toFixed(2)} MB packed, at most ${largestBytes / 1e6} MB`,
  );
  if (size > largestBytes) failures.push('size');

  const project = join(work, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  step('npm install, no scripts', 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', tarball], project);
  cpSync(join(root, 'data', 'combinations'), join(project, 'data'), { recursive: true });
  writeFileSync(join(project, 'use.mjs'), readFileSync(join(root, 'bench', 'pack', 'use.mjs')));
  console.log(step('the example of the library', process.execPath, ['use.mjs'], project).trim());
  step('npx matchbench list models', 'npx', ['--no-install', 'matchbench', 'list', 'models', '--widths', '64,32'], project);
  step('npx matchbench data inspect', 'npx', ['--no-install', 'matchbench', 'data', 'inspect', 'data'], project);
  foreign('publint@0.3.25', [tarball, '--strict'], work);
  foreign('@arethetypeswrong/cli@0.18.5', [tarball, '--profile', 'esm-only'], work);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failures.length > 0 ? 1 : 0;
