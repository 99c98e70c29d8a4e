import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { storageError } from '../files/storage-error.ts';
import { writeWhole } from '../files/whole-file.ts';

/** What became of one item: numbers of its vector and of its tokens, or why it could not be read. */
export type Outcome = { readonly values: number; readonly tokens?: number } | { readonly skipped: string };

/**
 * Vectors of items on the disk while they are made, in the order of the items. A vector counts once its line is in the log, which is written after it: however
 * the process ends, what is there goes on from the last whole line.
 */
export interface EncodingLog {
  readonly outcomes: readonly Outcome[];
  append(entries: readonly { readonly outcome: Outcome; readonly vector?: Float32Array }[]): void;
  /** All vectors, one after the other. */
  vectors(): Float32Array<ArrayBuffer>;
  close(): void;
}

const bytesPerValue = 4;
const sizeOf = (outcome: Outcome): number =>
  'skipped' in outcome ? 0 : bytesPerValue * (outcome.values + (outcome.tokens ?? 0));

/** Opens what is in the folder if it was made from the same `plan`; begins anew otherwise. Throws a `UserError` of kind `storage`. */
export async function openEncodingLog(dir: string, side: string, plan: string): Promise<EncodingLog> {
  const [planPath, logPath, dataPath] = [`${side}.plan`, `${side}.log`, `${side}.f32`].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  try {
    makeFolder(dir);
    const goesOn = existsSync(planPath) && readFileSync(planPath, 'utf8') === plan && existsSync(logPath) && existsSync(dataPath);
    const outcomes = goesOn ? readOutcomes(logPath, statSync(dataPath).size) : [];
    // Half a line, or a vector without its line, is made again.
    const log = openSync(logPath, goesOn ? 'r+' : 'w');
    const data = openSync(dataPath, goesOn ? 'r+' : 'w');
    let logBytes = Buffer.byteLength(outcomes.map(lineOf).join(''));
    let dataBytes = outcomes.reduce((sum, outcome) => sum + sizeOf(outcome), 0);
    truncateSync(logPath, logBytes);
    truncateSync(dataPath, dataBytes);
    await writeWhole(planPath, plan);
    return {
      outcomes,
      append(entries) {
        try {
          for (const { vector } of entries) if (vector !== undefined) dataBytes += writeAll(data, vector, dataBytes);
          fsyncSync(data);
          logBytes += writeSync(log, entries.map(({ outcome }) => lineOf(outcome)).join(''), logBytes);
        } catch (cause) {
          throw storageError(cause, dir, 'written');
        }
        outcomes.push(...entries.map(({ outcome }) => outcome));
      },
      vectors: () => new Float32Array(new Uint8Array(readFileSync(dataPath)).buffer, 0, dataBytes / bytesPerValue),
      close() {
        closeSync(log);
        closeSync(data);
      },
    };
  } catch (cause) {
    throw storageError(cause, dir, 'written');
  }
}

function writeAll(file: number, { buffer, byteOffset, byteLength }: Float32Array, position: number): number {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, position + done);
  return byteLength;
}

const lineOf = (outcome: Outcome): string => `${JSON.stringify(outcome)}\n`;

/** The whole lines whose vectors are there too. */
function readOutcomes(path: string, dataBytes: number): Outcome[] {
  const outcomes: Outcome[] = [];
  let bytes = 0;
  for (const line of readFileSync(path, 'utf8').split('\n').slice(0, -1)) {
    const outcome = JSON.parse(line) as Outcome;
    bytes += sizeOf(outcome);
    if (bytes > dataBytes) break;
    outcomes.push(outcome);
  }
  return outcomes;
}
