import { spawn } from 'node:child_process';
import { type ExitKind, exitCodes, UserError } from '../errors.ts';

export interface SideProcess {
  /** What runs, for messages: `head: process of pair 7`. */
  readonly what: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly input?: string;
  readonly threads: number;
  readonly limitSeconds: number;
  readonly signal: AbortSignal;
}

export interface SideOutput {
  readonly stdout: string;
  /** From before the start to after the end, by the gate's own clock. */
  readonly elapsedMs: number;
}

const quoted = 12;
/** What a side says of its own failure by its exit code. */
const kindsTold: readonly ExitKind[] = ['input', 'environment', 'storage', 'locked'];
const largestOutput = 64 << 20;

/**
 * Runs Node in a side's folder and waits for its end. Throws a `UserError` when it is killed, hangs, or ends with another code than 0, of the kind that the code says
 * or `internal`: an error of a side is never a verdict. Throws `interrupted` when the signal comes first.
 */
export function runSide({ what, args, cwd, input, threads, limitSeconds, signal }: SideProcess): Promise<SideOutput> {
  return new Promise((resolve, reject) => {
    const interrupted = (): UserError => new UserError('interrupted', 'the gate was interrupted: there is no verdict');
    if (signal.aborted) {
      reject(interrupted());
      return;
    }
    const begin = performance.now();
    // A group of its own, so that what it started ends with it.
    const grouped = process.platform !== 'win32';
    const child = spawn(process.execPath, args, {
      cwd,
      detached: grouped,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        OMP_NUM_THREADS: String(threads),
        OPENBLAS_NUM_THREADS: String(threads),
        MKL_NUM_THREADS: String(threads),
        NO_COLOR: '1',
      },
    });
    let [stdout, said, hung] = ['', '', false];
    const end = (): void => {
      try {
        if (grouped && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const timer = setTimeout(() => {
      hung = true;
      end();
    }, limitSeconds * 1_000);
    signal.addEventListener('abort', end, { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.length > largestOutput) end();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-20_000);
    });
    // A child that is killed before it reads leaves a broken pipe, and its end says more.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    let finished = false;
    const finish = (error: UserError | undefined): void => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(interrupted());
      else if (error !== undefined) reject(error);
      else resolve({ stdout, elapsedMs: performance.now() - begin });
    };
    const failed = (how: string, remedy: string, kind: ExitKind = 'internal'): UserError => {
      const lines = `${said}${said === '' ? stdout : ''}`.split('\n').filter((line) => line.trim() !== '');
      const tail = lines.slice(-quoted).join('\n  ');
      return new UserError(kind, `${what} ${how}${tail === '' ? '' : `; it last said:\n  ${tail}`}`, {
        place: cwd,
        remedy,
      });
    };
    child.on('error', (error) => finish(failed(`could not be started: ${error.message}`, 'Check the folder.')));
    child.on('close', (code, killer) => {
      if (hung) finish(failed(`hung and was stopped after ${limitSeconds} s`, 'Run it alone to see why.'));
      else if (killer !== null) {
        finish(
          failed(`was killed by ${killer}`, 'SIGKILL is what the system does when memory runs out: see that there is enough.'),
        );
      } else if (code !== 0) {
        const kind = kindsTold.find((one) => exitCodes[one] === code);
        finish(failed(`ended with exit code ${code}`, 'Run it alone to see more.', kind));
      } else finish(undefined);
    });
  });
}
