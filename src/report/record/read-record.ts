import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { UserError } from '../../errors.ts';
import { isInside, realPathInside } from '../../files/inside-folder.ts';
import { readPlainFile } from '../../files/plain-file.ts';
import { decodeSafetensors } from '../../files/safetensors.ts';
import { sha256 } from '../../files/sha256.ts';
import type { CellRecord, RunRecord } from '../../record.ts';
import { type PerQuery, perQueryOf } from '../figures/per-query.ts';
import { plainText } from '../text/escape.ts';
import { largestCell, largestPerQuery, largestRecord } from './largest-files.ts';
import { parseCellRecord, parseRunRecord } from './parse-record.ts';

/** A run as its files say, with every hash verified. */
export interface LoadedRecord {
  readonly record: RunRecord;
  /** In the order of the record. */
  readonly cells: readonly CellRecord[];
  /** By cell id, for cells that have per-query values. */
  readonly perQuery: ReadonlyMap<string, PerQuery>;
}

const restore = 'Restore the folder as the run left it, or run the suite again with --resume.';

/**
 * Reads `record.json` of a run's folder and all its cells. Throws a `UserError`: `storage` when a file cannot be read, `input` when there
 * is no record, or one of another format version, or a file has changed since the run wrote it.
 */
export async function readRecord(dir: string): Promise<LoadedRecord> {
  const record = await readRunRecord(dir);
  const cells: CellRecord[] = [];
  const perQuery = new Map<string, PerQuery>();
  for (const { id, file, sha256: expected } of record.cells) {
    const path = inside(dir, file);
    const bytes = readPlainFile(path, largestCell);
    if (sha256(bytes) !== expected) throw changed(path);
    const cell = parseCellRecord(bytes, path, restore);
    if (cell.id !== id) throw damaged(path, `This is not the cell ${plainText(id)}.`);
    cells.push(cell);
    if (cell.perQuery !== undefined) perQuery.set(id, readPerQuery(dir, file, cell, cell.perQuery));
  }
  return { record, cells, perQuery };
}

async function readRunRecord(dir: string): Promise<RunRecord> {
  const path = join(dir, 'record.json');
  if (!existsSync(path)) {
    throw new UserError('input', existsSync(dir) ? 'this folder holds no run' : 'there is no such folder', {
      place: dir,
      remedy: 'Name the folder that a run was written to: what --out said, or runs/<time>-<suite>.',
    });
  }
  return parseRunRecord(readPlainFile(path, largestRecord), path, restore);
}

/** Read once, for its hash and its values. */
function readPerQuery(dir: string, cellFile: string, cell: CellRecord, name: string): PerQuery {
  const relative = posix.join(posix.dirname(cellFile), name);
  const path = inside(dir, relative);
  const listed = cell.files.find((file) => file.path === relative);
  if (listed === undefined) throw damaged(path, `Cell ${plainText(cell.id)} does not list this file among those it wrote.`);
  const bytes = readPlainFile(path, largestPerQuery);
  if (sha256(bytes) !== listed.sha256) throw changed(path);
  return perQueryOf(decodeSafetensors(bytes, path), cell.figures);
}

/** A path that a record names, which may come from anyone, stays inside the run's folder. */
function inside(dir: string, relative: string): string {
  if (!isInside(relative)) {
    throw damaged(join(dir, 'record.json'), `The record names the file ${plainText(relative)}, which is outside its folder.`);
  }
  realPathInside(dir, relative);
  return join(dir, posix.normalize(relative));
}

const changed = (path: string): UserError =>
  new UserError('input', 'The file has changed since the run wrote it.', { place: path, remedy: restore });

const damaged = (path: string, message: string): UserError => new UserError('input', message, { place: path, remedy: restore });
