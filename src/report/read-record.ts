import { join, posix } from 'node:path';
import { UserError } from '../errors.ts';
import { isInside, realPathInside } from '../files/inside-folder.ts';
import { parseJson } from '../files/json.ts';
import { readPlainFile } from '../files/plain-file.ts';
import { sha256, sha256File } from '../files/sha256.ts';
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

/** Bytes of record.json, and of one cell, that are read at most: far more than a run writes. */
export const largestRecord = 1 << 26;
export const largestCell = 1 << 28;

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
    const path = await inside(dir, file);
    const bytes = readPlainFile(path, largestCell);
    if (sha256(bytes) !== expected) throw changed(path);
    const cell = parseJson(bytes, { what: 'The cell', place: path, remedy: restore }) as CellRecord;
    if (!isCell(cell) || cell.id !== id) throw damaged(path, `This is not the cell ${plainText(id)}.`);
    cells.push(cell);
    if (cell.perQuery !== undefined) perQuery.set(id, await readPerQueryOf(dir, file, cell, cell.perQuery));
  }
  return { record, cells, perQuery };
}

async function readRunRecord(dir: string): Promise<RunRecord> {
  const path = join(dir, 'record.json');
  const content = readPlainFile(path, largestRecord);
  const record = parseJson(content, { what: 'The record', place: path, remedy: restore }) as RunRecord;
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
  const path = await inside(dir, relative);
  const listed = cell.files.find((file) => file.path === relative);
  if (listed === undefined) throw damaged(path, `Cell ${plainText(cell.id)} does not list this file among those it wrote.`);
  if ((await sha256File(path)).sha256 !== listed.sha256) throw changed(path);
  return readPerQuery(path);
}

/** A path that a record names, which may come from anyone, stays inside the run's folder. */
async function inside(dir: string, relative: string): Promise<string> {
  if (!isInside(relative)) {
    throw damaged(join(dir, 'record.json'), `The record names the file ${plainText(relative)}, which is outside its folder.`);
  }
  await realPathInside(dir, relative);
  return join(dir, posix.normalize(relative));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const listOf = (value: unknown, holds: (item: Readonly<Record<string, unknown>>) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => isObject(item) && holds(item));
const isNumberOrMissing = (value: unknown): boolean => value === undefined || Number.isFinite(value);
const isTextOrMissing = (value: unknown): boolean => value === undefined || isText(value);

const isRunRecord = (record: RunRecord): boolean =>
  isText(record.runId) &&
  isText(record.command) &&
  isText(record.matchbench) &&
  isObject(record.suite) &&
  isText(record.suite.name) &&
  isText(record.suite.baseline) &&
  isMachine(record.machine) &&
  listOf(record.datasets, ({ name, hash }) => isText(name) && isText(hash)) &&
  listOf(record.models, ({ name, family }) => isText(name) && isText(family)) &&
  listOf(record.cells, ({ id, file, sha256 }) => isText(id) && isText(file) && isText(sha256)) &&
  listOf(record.warnings, isWarning) &&
  listOf(record.attempts, ({ startedAt, finishedAt }) => isTime(startedAt) && (finishedAt === undefined || isTime(finishedAt)));

const isTime = (value: unknown): boolean => isText(value) && Number.isFinite(Date.parse(value));

const isMachine = (machine: unknown): boolean =>
  isObject(machine) &&
  [machine.id, machine.cpu, machine.platform, machine.architecture, machine.node].every(isText) &&
  [machine.cores, machine.memoryBytes].every(Number.isFinite) &&
  [machine.cgroupCpuQuota, machine.cgroupMemoryBytes].every(isNumberOrMissing) &&
  isTextOrMissing(machine.virtualisation) &&
  isObject(machine.libraries) &&
  Object.values(machine.libraries).every(isText);

const isWarning = ({ message, remedy }: Readonly<Record<string, unknown>>): boolean => isText(message) && isText(remedy);

const isKey = (key: Readonly<Record<string, unknown>>): boolean =>
  [key.dataset, key.split, key.model, key.scorer].every(isTextOrMissing) &&
  (key.seed === 'all' || isNumberOrMissing(key.seed)) &&
  [key.leftCount, key.rightCount].every(isNumberOrMissing);

const isCell = (cell: unknown): boolean =>
  isObject(cell) &&
  isText(cell.id) &&
  isText(cell.kind) &&
  isObject(cell.key) &&
  isKey(cell.key) &&
  (cell.status === 'done' || cell.status === 'failed') &&
  listOf(cell.figures, (row) => isText(row.metric) && isText(row.unit) && Number.isFinite(row.value) && isKey(row)) &&
  listOf(
    cell.samples,
    ({ name, unit, key, values }) =>
      isText(name) && isText(unit) && isObject(key) && isKey(key) && Array.isArray(values) && values.every(Number.isFinite),
  ) &&
  listOf(cell.files, ({ path, sha256 }) => isText(path) && isText(sha256)) &&
  isTextOrMissing(cell.perQuery) &&
  (cell.details === undefined || isObject(cell.details)) &&
  (cell.failure === undefined ||
    (isObject(cell.failure) && isText(cell.failure.message) && isTextOrMissing(cell.failure.remedy))) &&
  [cell.startedAt, cell.finishedAt].every(isTime) &&
  listOf(cell.warnings, isWarning);

const changed = (path: string): UserError =>
  new UserError('input', 'The file has changed since the run wrote it.', { place: path, remedy: restore });

const damaged = (path: string, message: string): UserError => new UserError('input', message, { place: path, remedy: restore });
