import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { type SourceName, sources } from './sources.ts';

/** Reads files of the fetched packages. Their code is never run. */
export interface Packages {
  text(source: SourceName, path: string): Promise<string>;
  /** The caller names the shape: the integrity of a package pins its content, so it is known when the code is written. */
  json<T>(source: SourceName, path: string): Promise<T>;
}

/**
 * Fetches every source at its pinned version into a folder with npm (scripts off) and compares the integrity of each tarball with ours.
 * Packages that are there already are not fetched again. Throws a `UserError` of kind `environment` when npm cannot fetch them.
 */
export async function fetchPackages(folder: string): Promise<Packages> {
  if (!(await hasSources(folder))) {
    await mkdir(folder, { recursive: true });
    const dependencies = Object.fromEntries(Object.values(sources).map((source) => [source.package, source.version]));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }, null, 2));
    await runNpm(
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--install-strategy=hoisted'],
      folder,
    );
    if (!(await hasSources(folder))) {
      throw new UserError('environment', 'npm delivered packages whose content is not the pinned one.', {
        place: folder,
        remedy: 'Delete this folder and build again; if it happens twice, look at the registry that npm is configured to use.',
      });
    }
  }
  const text = (source: SourceName, path: string): Promise<string> =>
    readFile(join(folder, 'node_modules', sources[source].package, path), 'utf8');
  return { text, json: async (source, path) => JSON.parse(await text(source, path)) };
}

async function hasSources(folder: string): Promise<boolean> {
  const lockfile = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(lockfile)) return false;
  const lock: { packages?: Record<string, { integrity?: string } | undefined> } = JSON.parse(await readFile(lockfile, 'utf8'));
  return Object.values(sources).every(
    (source) => lock.packages?.[`node_modules/${source.package}`]?.integrity === source.integrity,
  );
}

async function runNpm(parameters: readonly string[], folder: string): Promise<void> {
  const npm = findNpm();
  const output: Buffer[] = [];
  const code = await new Promise<number | null>((done, fail) => {
    const child = spawn(process.execPath, [npm, ...parameters], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', fail);
    child.on('close', done);
  });
  if (code !== 0) {
    const last = Buffer.concat(output).toString('utf8').trim().split('\n').slice(-8).join('\n');
    throw new UserError('environment', `npm could not fetch the packages that the data is built from:\n${last}`, {
      place: folder,
      remedy: 'Check the network and the registry that npm is configured to use, then build again.',
    });
  }
}

/** npm tells its own place to what it starts; otherwise it lies beside node in one of two usual places. */
function findNpm(): string {
  const beside = dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath ?? '',
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
  ];
  const found = candidates.find((candidate) => candidate.endsWith('npm-cli.js') && existsSync(candidate));
  if (found === undefined) {
    throw new UserError('environment', 'npm was not found beside node.', {
      remedy: 'Run this command through npm: npx matchbench data build …',
    });
  }
  return found;
}
