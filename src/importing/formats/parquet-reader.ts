import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { DecodedArray } from 'hyparquet';
import { withPlainFile } from '../../files/plain-file.ts';
import { endless, truncated } from '../../files/truncated.ts';
import { refuse, writeAgain } from '../refuse.ts';
import { parquetWorker } from './parquet-worker.ts';

/** The cells of a column as the library gives them. */
export type Cells = DecodedArray;

/** Puts a question to the thread that reads the file; `bytes` are those that it has to look at. Rejects with a `UserError`. */
export type Ask = <T>(question: object, bytes: number) => Promise<T>;

/** Gives `use` a thread that reads the file. Throws a `UserError`; so does `use`. */
export type Lend = <T>(use: (ask: Ask) => Promise<T>) => Promise<T>;

/** A thread over an open file. */
interface Reader {
  readonly ask: Ask;
  /** Whether the process waits for it. */
  readonly hold: (isHeld: boolean) => void;
  readonly end: () => Promise<void>;
}

/** What a Parquet file begins and ends with. */
const magic = 'PAR1';
/** Thrift of a footer takes several times its bytes in memory. */
export const longestFooter = 64 << 20;
/** Reading slower than this is no longer reading, beside what is waited for anything. */
const slowestBytesPerMs = 1_000;
/** To start a thread takes as long as to read some megabytes: it is kept so long for who has opened a file and reads it next. */
const keptMs = 500;

/** A question that is not answered within `patienceMs`, and the time for its bytes beside, ends the reader. */
export function parquetReader(path: string, patienceMs: number): Lend {
  let kept: Reader | undefined;
  let timer: NodeJS.Timeout | undefined;
  const take = (): Reader | undefined => {
    const reader = kept;
    kept = undefined;
    clearTimeout(timer);
    reader?.hold(true);
    return reader;
  };
  return async (use) => {
    const reader = take() ?? (await openReader(path, patienceMs));
    try {
      const result = await use(reader.ask);
      await take()?.end();
      kept = reader;
      reader.hold(false);
      timer = setTimeout(() => void take()?.end(), keptMs).unref();
      return result;
    } catch (error) {
      await reader.end();
      throw error;
    }
  };
}

/** Opens the file and a thread that reads it, after the footer was checked against the file's size. Throws a `UserError`. */
function openReader(path: string, patienceMs: number): Promise<Reader> {
  return new Promise((opened, failed) => {
    const closed = withPlainFile(path, async (file, byteLength) => {
      const start = new Uint8Array(4);
      const { bytesRead } = await file.read(start, 0, 4, 0);
      const end = new Uint8Array(8);
      await file.read(end, 0, 8, Math.max(0, byteLength - 8));
      const footer = new DataView(end.buffer).getUint32(0, true);
      const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
      if (!magic.startsWith(text(start.subarray(0, bytesRead)))) throw refuse(path, 'This is not a Parquet file.', writeAgain);
      if (byteLength < 12 || text(end.subarray(4)) !== magic) throw endless(path, 'The Parquet file', byteLength, 'its footer');
      if (footer > longestFooter)
        throw refuse(path, `The Parquet footer claims ${footer} bytes; at most ${longestFooter} are read.`, writeAgain);
      if (footer > byteLength - 12)
        throw truncated(path, 'The Parquet file', { expected: footer + 12, found: byteLength, atLeast: true });
      const worker = startWorker(file.fd, byteLength);
      const { ask, giveUp } = asking(worker, path, patienceMs);
      await new Promise<void>((ended) =>
        opened({
          ask,
          hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
          async end() {
            ended();
            await closed;
          },
        }),
      );
      await worker.terminate();
      giveUp();
    });
    closed.catch(failed);
  });
}

function startWorker(descriptor: number, byteLength: number): Worker {
  const found = createRequire(import.meta.url);
  const [hyparquet, compression] = ['hyparquet', 'hyparquet-compressors'].map((name) => pathToFileURL(found.resolve(name)).href);
  return new Worker(parquetWorker, {
    eval: true,
    workerData: { descriptor, byteLength, hyparquet, compression },
    resourceLimits: { maxOldGenerationSizeMb: 4096 },
  });
}

/** One question at a time. What the reader says of a damaged file becomes a `UserError`, and so does its silence; `giveUp` ends the one that is open. */
function asking(worker: Worker, path: string, patienceMs: number): { readonly ask: Ask; readonly giveUp: () => void } {
  const broken = (what: string): Error =>
    refuse(path, `The Parquet file is damaged or of a kind we do not read: ${what}.`, writeAgain);
  let waiting: { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void } | undefined;
  worker.on('message', ({ answer, error }: { answer?: unknown; error?: string }) =>
    error === undefined ? waiting?.resolve(answer) : waiting?.reject(broken(error)),
  );
  worker.on('error', (error) => waiting?.reject(broken(error.message)));
  return {
    ask: (question, bytes) =>
      new Promise((resolve, reject) => {
        const patience = setTimeout(
          () => reject(broken('reading it does not come to an end')),
          patienceMs + Math.ceil(bytes / slowestBytesPerMs),
        );
        const done =
          <A extends unknown[]>(then: (...given: A) => void) =>
          (...given: A): void => {
            clearTimeout(patience);
            then(...given);
          };
        waiting = { resolve: done(resolve as (answer: unknown) => void), reject: done(reject) };
        worker.postMessage(question);
      }),
    giveUp: () => waiting?.reject(broken('ended')),
  };
}
