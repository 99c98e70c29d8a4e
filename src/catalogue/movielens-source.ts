import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { makeFolder } from '../files/make-folder.ts';
import { sha256File } from '../files/sha256.ts';

/** The PyPI package whose wheel carries the files. Its licence covers its code; the ratings are GroupLens's, who forbid passing them on. */
const wheel = {
  requirement: 'recbole==1.2.1',
  file: 'recbole-1.2.1-py3-none-any.whl',
  sha256: '9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407',
  folder: 'recbole/dataset_example/ml-100k',
} as const;

/** The files, and the SHA-256 that each must have. */
export const movieLensFiles = {
  inter: { name: 'ml-100k.inter', sha256: '4edb74e2a81178c2ba9ff381495f754f996c4aea351b1272ca36b43da0935eff' },
  item: { name: 'ml-100k.item', sha256: '51d7cdf777ce5c0f5b32c1d947a4a81fe07d75e78abbe761e0cd4d0756064532' },
  user: { name: 'ml-100k.user', sha256: '4f670007d9cfbeb9807e757209af1555b9bcc186bde25e767f67cb67c6dd5972' },
} as const;

export type MovieLensFiles = Readonly<Record<keyof typeof movieLensFiles, string>>;

/**
 * Paths of the three files: in the user's folder, in the user's wheel, or in the wheel that pip fetches from the index it is configured for. Nothing of the
 * package is installed or run. Throws a `UserError`: `input` for files that are others, `environment` without Python or where pip cannot fetch.
 */
export async function movieLensSource(from: string | undefined, cacheDir: string): Promise<MovieLensFiles> {
  if (from !== undefined && !existsSync(from))
    throw new UserError('input', 'There is no such folder or wheel.', {
      place: from,
      remedy: `Name a folder with ${movieLensFiles.inter.name}, .item and .user, or the wheel ${wheel.file}.`,
    });
  if (from !== undefined && statSync(from).isDirectory()) return checked(from);
  const folder = join(cacheDir, 'movielens');
  const unpacked = join(folder, wheel.folder);
  if (from === undefined && existsSync(join(unpacked, movieLensFiles.user.name))) return checked(unpacked);
  makeFolder(folder);
  const path = from ?? join(folder, wheel.file);
  if (from === undefined) {
    await runPython(
      ['-m', 'pip', 'download', '--no-deps', '--only-binary', ':all:', '--dest', folder, wheel.requirement],
      folder,
    );
  }
  await requireHash(path, wheel.sha256);
  // Its content is known by now, so nothing in the archive can surprise.
  await runPython(['-m', 'zipfile', '-e', path, folder], folder);
  return checked(unpacked);
}

async function checked(folder: string): Promise<MovieLensFiles> {
  const paths: Record<string, string> = {};
  for (const [kind, { name, sha256 }] of Object.entries(movieLensFiles)) {
    paths[kind] = join(folder, name);
    await requireHash(paths[kind], sha256);
  }
  return paths as MovieLensFiles;
}

async function requireHash(path: string, expected: string): Promise<void> {
  const { sha256 } = await sha256File(path);
  if (sha256 === expected) return;
  throw new UserError('input', `The file is not the known one: its SHA-256 is ${sha256} where ${expected} was expected.`, {
    place: path,
    remedy: `Use the files of ${wheel.requirement}, or leave out --from to have pip fetch it; other data: matchbench data import.`,
  });
}

async function runPython(parameters: readonly string[], place: string): Promise<void> {
  const remedy = 'Install Python 3 with pip, or give the folder with the files by --from.';
  const output: Buffer[] = [];
  const code = await new Promise<number | null>((done, fail) => {
    const child = spawn(process.platform === 'win32' ? 'python' : 'python3', parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', fail);
    child.on('close', done);
  }).catch((cause: unknown) => {
    throw new UserError('environment', 'Python could not be started, which fetches and unpacks the data.', {
      place,
      remedy,
      cause,
    });
  });
  if (code === 0) return;
  const last = Buffer.concat(output).toString('utf8').trim().split('\n').slice(-6).join('\n');
  throw new UserError('environment', `python3 ${parameters.slice(0, 3).join(' ')} failed:\n${last}`, { place, remedy });
}
