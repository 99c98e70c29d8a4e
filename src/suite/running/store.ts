import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { UserError } from '../../errors.ts';
import { isInside } from '../../files/inside-folder.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { readPlainFile } from '../../files/plain-file.ts';
import { sha256File } from '../../files/sha256.ts';
import { writeWhole } from '../../files/whole-file.ts';
import type { CellRecord, RunRecord, SampleSeries } from '../../record.ts';
import { largestCell, largestRecord } from '../../report/record/largest-files.ts';
import { parseCellRecord, parseRunRecord } from '../../report/record/parse-record.ts';
import { type Cell, cellFileName } from '../cell.ts';
import { type Lock, takeLock } from './lock.ts';
import { onDisk } from './on-disk.ts';
import { clearRemains, leaveStages, refuseForeign, refuseNoRun, stages } from './out-folder.ts';
import { stagedFiles } from './serve.ts';

/** The folder of one run: whole cells, the index over them, and a place where a worker prepares its files. */
export interface Store {
  readonly out: string;
  /** As it was when the store was opened. */
  readonly record: RunRecord | undefined;
  /**
   * The cell's record, when it is done, was made from the same things, and every file of it is there with the bytes that were written. Undefined also
   * once the signal is aborted.
   */
  finished(cell: Cell, fingerprint: string, signal: AbortSignal): Promise<CellRecord | undefined>;
  /** A new folder for a worker, below OUT so that moving out of it is a rename. */
  stage(): string;
  discard(stage: string): void;
  /** Moves the files of a worker to where they belong, then writes the cell. */
  commit(record: Omit<CellRecord, 'files'>, stage: string | undefined): Promise<CellRecord>;
  writeRecord(record: RunRecord): Promise<void>;
  /** Name and hash of a cell's file, for the index. */
  entry(id: string): Promise<RunRecord['cells'][number]>;
  close(): void;
}

/**
 * Opens OUT and takes its lock.
 * @throws UserError of kind `locked` when another process has it, `input` when it holds something else than a run, a run and `resume` is false, or none and it is true,
 * `storage` when it cannot be written.
 */
export function openStore(out: string, resume: boolean): Store {
  onDisk(out, () => refuseForeign(out));
  if (resume) onDisk(out, () => refuseNoRun(out));
  makeFolder(join(out, 'cells'));
  const lock = takeLock(out);
  try {
    const record = readRecord(join(out, 'record.json'));
    if (record !== undefined && !resume) {
      throw new UserError('input', 'this folder already holds a run', {
        place: out,
        remedy: 'Add --resume to continue it, or choose another folder with --out.',
      });
    }
    onDisk(out, () => clearRemains(out, record !== undefined));
    return createStore(out, record, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function createStore(out: string, record: RunRecord | undefined, lock: Lock): Store {
  const cellFile = (id: string): string => `cells/${cellFileName(id)}.json`;
  const cellPath = (id: string): string => join(out, cellFile(id));
  const entries = new Map<string, RunRecord['cells'][number]>();
  let stageCount = 0;
  /** Writing on would mix with what another process does there, or leave a part of a run. */
  const requireHeld = (): void => {
    if (lock.isHeld()) return;
    throw new UserError('storage', 'the folder was removed, or taken by another process, while the run worked in it', {
      place: out,
      remedy: 'Run it again, with --resume if the folder is there.',
    });
  };
  return {
    out,
    record,
    async finished(cell, fingerprint, signal) {
      const found = readCell(cellPath(cell.id));
      if (found?.status !== 'done' || found.fingerprint !== fingerprint) return undefined;
      for (const file of found.files) {
        if (signal.aborted || !(await isWhole(out, file))) return undefined;
      }
      return found;
    },
    stage() {
      const folder = join(out, stages, `${process.pid}-${stageCount++}`);
      onDisk(folder, () => mkdirSync(stagedFiles(folder), { recursive: true }));
      return folder;
    },
    discard(stage) {
      try {
        rmSync(stage, { recursive: true, force: true });
      } catch {
        // The next run clears it; what happened to the cell matters more.
      }
    },
    async commit(cell, stage) {
      requireHeld();
      const path = cellPath(cell.id);
      entries.delete(cell.id);
      // What an earlier attempt with other settings left.
      const before = readCell(path)?.files ?? [];
      onDisk(path, () => {
        rmSync(path, { force: true });
        for (const file of before) rmSync(join(out, file.path), { force: true });
      });
      const files = stage === undefined ? [] : await moveFiles(stagedFiles(stage), out);
      const whole: CellRecord = { ...cell, files, samples: cell.samples.map(inNanoseconds) };
      await writeWhole(path, `${JSON.stringify(whole, undefined, 1)}\n`);
      return whole;
    },
    async writeRecord(next) {
      requireHeld();
      await writeWhole(join(out, 'record.json'), `${JSON.stringify(next, undefined, 1)}\n`);
    },
    async entry(id) {
      const known = entries.get(id);
      if (known !== undefined) return known;
      const { sha256 } = await sha256File(cellPath(id)).catch((cause: unknown) => {
        // A cell that was just written is gone with its folder: say so.
        requireHeld();
        throw cause;
      });
      const entry = { id, file: cellFile(id), sha256 };
      entries.set(id, entry);
      return entry;
    },
    close() {
      leaveStages(out);
      lock.release();
    },
  };
}

async function moveFiles(from: string, out: string): Promise<CellRecord['files']> {
  const entries = readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(from, join(entry.parentPath, entry.name))).sort();
  const files: CellRecord['files'][number][] = [];
  for (const path of paths) {
    const hashed = await sha256File(join(from, path));
    onDisk(join(out, path), () => {
      mkdirSync(dirname(join(out, path)), { recursive: true });
      renameSync(join(from, path), join(out, path));
    });
    files.push({ path: path.split(sep).join('/'), ...hashed });
  }
  return files;
}

async function isWhole(out: string, { path, bytes, sha256 }: CellRecord['files'][number]): Promise<boolean> {
  const file = join(out, path);
  // The size costs nothing; the content is read only where that agrees.
  if (statSync(file, { throwIfNoEntry: false })?.size !== bytes) return false;
  return (await sha256File(file)).sha256 === sha256;
}

/** A cell's file; undefined when there is none, or it is damaged, or names files outside OUT, so that the cell is made again. */
function readCell(path: string): CellRecord | undefined {
  try {
    const cell = parseCellRecord(readPlainFile(path, largestCell), path, '');
    return cell.files.every((file) => isInside(file.path)) ? cell : undefined;
  } catch (cause) {
    if (cause instanceof UserError) return undefined;
    throw cause;
  }
}

function readRecord(path: string): RunRecord | undefined {
  if (!existsSync(path)) return undefined;
  const remedy = 'Restore the file as the run left it, or choose another folder with --out.';
  return parseRunRecord(readPlainFile(path, largestRecord), path, remedy);
}

/** What a difference of two readings has beyond the clock's own resolution is floating-point dust, and half of a record's bytes. */
const inNanoseconds = (series: SampleSeries): SampleSeries =>
  series.unit === 'ms' ? { ...series, values: series.values.map((ms) => Math.round(ms * 1e6) / 1e6) } : series;
