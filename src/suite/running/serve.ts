import { accessSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ExitKind, UserError } from '../../errors.ts';
import { readJson } from '../../files/json.ts';
import { storageError } from '../../files/storage-error.ts';
import { largestCell } from '../../report/record/largest-files.ts';
import { deviceUse, fallbackWarning, permitFallback } from '../../runtime/device-use.ts';
import { type Cell, type CellContext, type CellKinds, type CellResult, carriedOut, cellFileName } from '../cell.ts';
import { environmentError } from './environment-error.ts';

/** Sent to a worker once. */
export interface Assignment {
  readonly cell: Cell;
  readonly out: string;
  /** Folder of this worker alone; `files` and `scratch` are below it. */
  readonly stage: string;
  readonly datasets: Readonly<Record<string, string>>;
  /** Whether operations may run elsewhere than on the device of the cell. */
  readonly allowFallback: boolean;
}

/** Sent by a worker: any number of `progress`, then one of the others. */
export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly fraction: number; readonly note?: string }
  | { readonly type: 'result'; readonly result: CellResult; readonly peakBytes: number }
  | {
      readonly type: 'failure';
      readonly kind: ExitKind;
      readonly message: string;
      readonly place?: string;
      readonly remedy?: string;
    };

/** A cell whose file is gone is carried out again, with all that needs it. */
const again = 'Remove this file, and run the suite again with --resume.';

/** The folder below a worker's stage whose content moves to OUT when the cell is whole. */
export const stagedFiles = (stage: string): string => join(stage, 'files');

/** Waits for one assignment, carries it out, answers and ends. Ends at once when the parent process is gone. */
export function serve(kinds: CellKinds): void {
  const send = (report: Report): Promise<void> =>
    new Promise((resolve) => {
      if (process.send === undefined || !process.connected) resolve();
      else process.send(report, () => resolve());
    });
  // Ctrl-C reaches the whole process group; the parent decides what happens to its worker.
  process.on('SIGINT', () => {});
  // Without a handler a limit of file size would kill the process; with one the write fails, and says so.
  process.on('SIGXFSZ', () => {});
  process.on('disconnect', () => process.exit(0));
  process.once('message', async (assignment: Assignment) => {
    const report = await carryOut(kinds, assignment, (fraction, note) => void send({ type: 'progress', fraction, note }));
    await send(report);
    process.exit(0);
  });
  void send({ type: 'ready' });
}

async function carryOut(kinds: CellKinds, assignment: Assignment, progress: CellContext['progress']): Promise<Report> {
  const { cell, out, stage, datasets, allowFallback } = assignment;
  const scratch = join(stage, 'scratch');
  try {
    mkdirSync(scratch);
    permitFallback(allowFallback);
    const load = kinds[cell.kind];
    if (load === undefined) throw new Error(`internal: no cell kind "${cell.kind}"`);
    const { run } = await load();
    const result = await carriedOut(run, cell, {
      dataset(name) {
        const folder = datasets[name];
        if (folder === undefined) throw new Error(`internal: cell ${cell.id} asks for data set "${name}"`);
        return folder;
      },
      input: (path) => join(out, path),
      output(path) {
        const target = join(stagedFiles(stage), path);
        // Where OUT was removed, nothing of it is made again.
        accessSync(stagedFiles(stage));
        mkdirSync(dirname(target), { recursive: true });
        return target;
      },
      scratch,
      needed(id, schema) {
        if (!cell.needs.includes(id)) throw new Error(`internal: cell ${cell.id} does not name ${id} as needed`);
        const place = join(out, 'cells', `${cellFileName(id)}.json`);
        return readJson(schema, largestCell, { what: `The cell ${id}`, place, remedy: again }).value;
      },
      progress,
    });
    return { type: 'result', result: withDeviceUse(result), peakBytes: process.resourceUsage().maxRSS * 1024 };
  } catch (cause) {
    const error = environmentError(storageError(cause, (cause as NodeJS.ErrnoException | undefined)?.path ?? stage, 'written'));
    if (error instanceof UserError) {
      return { type: 'failure', kind: error.kind, message: error.message, place: error.place, remedy: error.remedy };
    }
    return {
      type: 'failure',
      kind: 'internal',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

/** Stores with a cell what its sessions proved of the device that they ran on. */
function withDeviceUse(result: CellResult): CellResult {
  const use = deviceUse();
  if (use === undefined) return result;
  return {
    ...result,
    details: { ...result.details, deviceUse: use },
    warnings: [...(result.warnings ?? []), ...fallbackWarning(use)],
  };
}
