import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compareBytewise } from '../dataset/identifiers.ts';
import { UserError } from '../errors.ts';
import { readPlainFile } from '../files/plain-file.ts';
import { sha256 } from '../files/sha256.ts';

/** A list of packages, or of their descriptions, as its archive wrote it. */
export interface DebianList {
  readonly name: string;
  readonly text: string;
  /** Of the uncompressed bytes. */
  readonly sha256: string;
  /** When the archive, or whoever wrote the file, last changed it: a day of UTC. */
  readonly date: string;
}

/** The command that makes apt fetch its lists with the long descriptions, which images of containers turn off. */
export const updateCommand = 'apt-get -o Acquire::Languages=en update';

/** The largest archive has a tenth of this; a bomb has more. */
const largestBytes = 1 << 30;
const listName = /(?:^|_)(?:Packages|Translation-en)(?:\.\w+)?$/;

/** What uncompresses a list, by the ending of its name; apt reads what its own lists are compressed with. */
const programs: Readonly<Record<string, readonly [string, ...string[]]>> = {
  '.xz': ['xz', '--decompress', '--stdout'],
  '.bz2': ['bzip2', '--decompress', '--stdout'],
  '.zst': ['/usr/lib/apt/apt-helper', 'cat-file'],
  '.lz4': ['/usr/lib/apt/apt-helper', 'cat-file'],
};

/**
 * The lists of packages of this system as apt fetched them last, or those of the user: one file, or a folder with `Packages` and `Translation-en` files, plain or
 * compressed. Throws a `UserError`: `environment` where apt or a program to uncompress is missing, `input` where there is no list or a damaged one, `storage`.
 */
export async function debianLists(from: string | undefined): Promise<DebianList[]> {
  const paths = from === undefined ? await listsOfApt() : listsIn(from);
  const lists: DebianList[] = [];
  for (const path of paths.toSorted((a, b) => compareBytewise(basename(a), basename(b)))) {
    const bytes = await uncompressed(path);
    const name = basename(path, extname(path) in programs || extname(path) === '.gz' ? extname(path) : '');
    lists.push({
      name,
      text: new TextDecoder('utf-8', { fatal: false }).decode(bytes),
      sha256: sha256(bytes),
      date: statSync(path).mtime.toISOString().slice(0, 10),
    });
  }
  return lists;
}

/** One name for all lists together, whatever they are compressed with. */
export const hashOfLists = (lists: readonly DebianList[]): string =>
  lists.length === 1
    ? lists[0]!.sha256
    : sha256(
        lists
          .map((list) => list.sha256)
          .sort()
          .join('\n'),
      );

async function listsOfApt(): Promise<string[]> {
  const remedy = `Run ${updateCommand}, or give a file or folder of lists with --from.`;
  const place = 'apt-get indextargets';
  const told = await output(['apt-get', 'indextargets', '--format', '$(CREATED_BY) $(FILENAME)'], place, remedy);
  const paths = Buffer.from(told)
    .toString('utf8')
    .split('\n')
    .map((line) => /^(?:Packages|Translations) (?<path>\S.*)$/.exec(line)?.groups?.path)
    .filter((path) => path !== undefined && (!path.includes('Translation-') || path.includes('Translation-en')));
  if (paths.length === 0) throw new UserError('environment', 'apt has no lists of packages on this machine.', { place, remedy });
  return paths as string[];
}

function listsIn(from: string): string[] {
  const facts = statSync(from, { throwIfNoEntry: false });
  const remedy = `Name a Packages file or a folder of lists, or leave out --from and run ${updateCommand}.`;
  if (facts === undefined) throw new UserError('input', 'There is no such file or folder.', { place: from, remedy });
  if (!facts.isDirectory()) return [from];
  const names = readdirSync(from).filter((name) => listName.test(name));
  if (names.length === 0)
    throw new UserError('input', 'The folder has no Packages and no Translation-en file.', { place: from, remedy });
  return names.map((name) => join(from, name));
}

async function uncompressed(path: string): Promise<Uint8Array> {
  const program = programs[extname(path)];
  if (program !== undefined) {
    readPlainFile(path, largestBytes);
    return output([...program, path], path, `Uncompress the file yourself, or install ${program[0]}.`);
  }
  const bytes = readPlainFile(path, largestBytes);
  if (extname(path) !== '.gz') return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: largestBytes });
  } catch (cause) {
    const isBomb = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isBomb ? tooLarge(path) : damaged(path, cause instanceof Error ? cause.message : String(cause));
  }
}

const tooLarge = (place: string): UserError =>
  new UserError('input', `The list has more than ${largestBytes} bytes when it is uncompressed.`, {
    place,
    remedy: 'Check that this is a list of packages.',
  });

const damaged = (place: string, why: string): UserError =>
  new UserError('input', `The list cannot be uncompressed: ${why}.`, { place, remedy: 'Fetch it again.' });

/** What a program writes. Nothing of it is run by a shell. */
async function output([program, ...parameters]: readonly string[], place: string, remedy: string): Promise<Uint8Array> {
  const [chunks, complaints]: [Buffer[], Buffer[]] = [[], []];
  let length = 0;
  const code = await new Promise<number | null>((done, fail) => {
    const child = spawn(program!, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > largestBytes) child.kill();
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.on('error', fail);
    child.on('close', done);
  }).catch((cause: unknown) => {
    throw new UserError('environment', `${program} could not be started.`, { place, remedy, cause });
  });
  if (length > largestBytes) throw tooLarge(place);
  if (code !== 0) throw damaged(place, Buffer.concat(complaints).toString('utf8').trim().split('\n').slice(-3).join(' '));
  return Buffer.concat(chunks);
}
