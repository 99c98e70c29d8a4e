import { exitCodes } from '../../errors.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** After this the process ends even if something it waits for does not. */
const patienceMs = 1_500;

/**
 * Does work that SIGINT, SIGTERM or SIGHUP aborts; `said` is called at that moment. A second signal ends the process at once, and so does work that goes on
 * for longer than a second and a half.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, said: () => void): Promise<T> {
  const stop = new AbortController();
  const leave = (): never => process.exit(exitCodes.interrupted);
  let overdue: NodeJS.Timeout | undefined;
  const onSignal = (): void => {
    if (stop.signal.aborted) leave();
    stop.abort();
    overdue = setTimeout(leave, patienceMs);
    said();
  };
  for (const name of signals) process.on(name, onSignal);
  try {
    return await work(stop.signal);
  } finally {
    clearTimeout(overdue);
    for (const name of signals) process.off(name, onSignal);
  }
}
