import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { indexPackages } from '../retrieval/indexes/packages.ts';

interface PackageFile {
  readonly name: string;
  readonly version: string;
}

const readPackage = (folder: string): PackageFile =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;

/** The folder that holds package.json, data/, models/ and bench/suites/; compiled files lie two or three levels below it. */
export const installationFolder: string = ((): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error('internal: matchbench does not find its package.json');
    folder = dirname(folder);
  }
  return folder;
})();

export const installedVersion: string = readPackage(installationFolder).version;

/** The version, and what set-up compiled it from where there are sources: cells of another build are not taken over. */
export const installedBuild: string = ((): string => {
  const stamp = join(installationFolder, '.setup', 'stamp.json');
  if (!existsSync(stamp)) return installedVersion;
  const { sources } = JSON.parse(readFileSync(stamp, 'utf8')) as { sources?: unknown };
  return typeof sources === 'string' ? `${installedVersion}+${sources.slice(0, 12)}` : installedVersion;
})();

const namesIn = (folder: string, keep: (name: string) => boolean): string[] =>
  existsSync(folder) ? readdirSync(folder).filter(keep).sort() : [];

const suitesFolder = join(installationFolder, 'bench', 'suites');
const dataFolder = join(installationFolder, 'data');

/** Suites that come with matchbench, by name. */
export const suiteNames = (): string[] =>
  namesIn(suitesFolder, (name) => name.endsWith('.yaml')).map((name) => name.slice(0, -'.yaml'.length));
export const suitePath = (name: string): string => join(suitesFolder, `${name}.yaml`);

/** Data sets that come with matchbench, by name. */
export const datasetNames = (): string[] => namesIn(dataFolder, (name) => existsSync(join(dataFolder, name, 'dataset.json')));
export const datasetPath = (name: string): string => join(dataFolder, name);
/** Where a data set lies that is made when a suite asks for it, below the folder that matchbench is called in. */
export const generatedPath = (name: string, version: string): string => resolve('.cache', 'data', `${name}-${version}`);

/** Folder of a pretrained network that comes with matchbench; undefined where it is not there. */
export function backbonePath(id: string): string | undefined {
  const folder = join(installationFolder, 'models', id);
  return existsSync(join(folder, 'config.json')) ? folder : undefined;
}

/** Native libraries whose version decides how fast things run. */
const nativePackages = ['onnxruntime-node', ...indexPackages, 'sharp'];

/** Versions of the native packages that are installed, by name. */
export function nativeVersions(): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const name of nativePackages) {
    for (let folder = installationFolder; ; folder = dirname(folder)) {
      const found = join(folder, 'node_modules', name);
      if (existsSync(join(found, 'package.json'))) {
        versions[name] = readPackage(found).version;
        break;
      }
      if (dirname(folder) === folder) break;
    }
  }
  return versions;
}
