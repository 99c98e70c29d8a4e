import { readFile } from 'node:fs/promises';
import { isAbsolute, join, posix } from 'node:path';
import { UserError } from '../errors.ts';
import { sha256 } from '../files/sha256.ts';
import { storageError } from '../files/storage-error.ts';
import type { CellRecord, RunRecord } from '../types.ts';
import { plainText } from './escape.ts';
import { type PerQuery, readPerQuery } from './per-query.ts';

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
 * Reads `record.json` of a run's folder and all its cells. Throws a `UserError`: `storage` when a file cannot be read, `input` when it is
 * no record, of another format version, or a file has changed since the run wrote it.
 */
export async function readRecord(dir: string): Promise<LoadedRecord> {
  const record = await readRunRecord(dir);
  const cells: CellRecord[] = [];
  const perQuery = new Map<string, PerQuery>();
  for (const { id, file, sha256: expected } of record.cells) {
    const path = inside(dir, file);
    const bytes = await readBytes(path);
    if (sha256(bytes) !== expected) throw changed(path);
    const cell = parseJson(bytes, path) as CellRecord;
    if (!isCell(cell) || cell.id !== id) throw damaged(path, `This is not the cell ${plainText(id)}.`);
    cells.push(cell);
    if (cell.perQuery !== undefined) perQuery.set(id, await readPerQueryOf(dir, file, cell, cell.perQuery));
  }
  return { record, cells, perQuery };
}

async function readRunRecord(dir: string): Promise<RunRecord> {
  const path = join(dir, 'record.json');
  const record = parseJson(await readBytes(path), path) as RunRecord;
  if (record?.format !== 'matchbench-record') throw damaged(path, 'This is not the record of a matchbench run.');
  if (record.formatVersion !== 1) {
    throw new UserError('input', `The record has format version ${String(record.formatVersion)}; this program reads version 1.`, {
      place: path,
      remedy: 'Use the version of matchbench that wrote it.',
    });
  }
  if (!isRunRecord(record)) throw damaged(path, 'The record lacks a part of its format.');
  return record;
}

async function readPerQueryOf(dir: string, cellFile: string, cell: CellRecord, name: string): Promise<PerQuery> {
  const relative = posix.join(posix.dirname(cellFile), name);
  const path = inside(dir, relative);
  const listed = cell.files.find((file) => file.path === relative);
  if (listed === undefined) throw damaged(path, `Cell ${plainText(cell.id)} does not list this file among those it wrote.`);
  if (sha256(await readBytes(path)) !== listed.sha256) throw changed(path);
  return readPerQuery(path);
}

/** A path that a record names, which may come from anyone, stays inside the run's folder. */
function inside(dir: string, relative: string): string {
  const normal = posix.normalize(relative);
  if (isAbsolute(normal) || normal === '..' || normal.startsWith('../') || normal.includes('\\') || normal.includes(':')) {
    throw damaged(join(dir, 'record.json'), `The record names the file ${plainText(relative)}, which is outside its folder.`);
  }
  return join(dir, normal);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw storageError(cause, path, 'read');
  }
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UserError('input', 'The file is not JSON.', { place: path, remedy: restore, cause });
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const listOf = (value: unknown, holds: (item: Readonly<Record<string, unknown>>) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => isObject(item) && holds(item));
const isNumberOrMissing = (value: unknown): boolean => value === undefined || typeof value === 'number';
const isTextOrMissing = (value: unknown): boolean => value === undefined || isText(value);

const isRunRecord = (record: RunRecord): boolean =>
  isText(record.runId) &&
  isText(record.command) &&
  isObject(record.suite) &&
  isText(record.suite.name) &&
  isText(record.suite.baseline) &&
  isObject(record.machine) &&
  listOf(record.datasets, ({ name, hash }) => isText(name) && isText(hash)) &&
  listOf(record.models, ({ name, family }) => isText(name) && isText(family)) &&
  listOf(record.cells, ({ id, file, sha256 }) => isText(id) && isText(file) && isText(sha256)) &&
  listOf(record.warnings, isWarning) &&
  Array.isArray(record.attempts);

const isWarning = ({ message, remedy }: Readonly<Record<string, unknown>>): boolean => isText(message) && isText(remedy);

const isKey = (key: Readonly<Record<string, unknown>>): boolean =>
  [key.dataset, key.split, key.model, key.scorer].every(isTextOrMissing) &&
  [key.leftCount, key.rightCount].every(isNumberOrMissing);

const isCell = (cell: unknown): boolean =>
  isObject(cell) &&
  isText(cell.id) &&
  isText(cell.kind) &&
  isObject(cell.key) &&
  isKey(cell.key) &&
  (cell.status === 'done' || cell.status === 'failed') &&
  listOf(cell.figures, (row) => isText(row.metric) && isText(row.unit) && typeof row.value === 'number' && isKey(row)) &&
  listOf(
    cell.samples,
    ({ name, unit, key, values }) =>
      isText(name) && isText(unit) && isObject(key) && isKey(key) && Array.isArray(values) && values.every(Number.isFinite),
  ) &&
  listOf(cell.files, ({ path, sha256 }) => isText(path) && isText(sha256)) &&
  isTextOrMissing(cell.perQuery) &&
  listOf(cell.warnings, isWarning);

const changed = (path: string): UserError =>
  new UserError('input', 'The file has changed since the run wrote it.', { place: path, remedy: restore });

const damaged = (path: string, message: string): UserError => new UserError('input', message, { place: path, remedy: restore });
