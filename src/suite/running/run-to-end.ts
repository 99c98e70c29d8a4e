import type { RunRecord } from '../../record.ts';
import { interruptible } from './interruption.ts';
import { type Orchestration, type Outcome, orchestrate } from './orchestrate.ts';
import { openStore } from './store.ts';

export interface RunToEnd extends Omit<Orchestration, 'store' | 'signal' | 'header'> {
  readonly out: string;
  readonly resume: boolean;
  /** Builds the head of the record; given the record that is resumed. */
  readonly header: (earlier: RunRecord | undefined) => Orchestration['header'];
  /** Called when the run is told to end, before it has ended. */
  readonly onInterrupt: () => void;
}

/**
 * Opens OUT, carries out the plan and closes it again. SIGINT, SIGTERM and SIGHUP end the running worker at once; the record then says that the
 * run was interrupted.
 */
export async function runToEnd(run: RunToEnd): Promise<Outcome> {
  const store = openStore(run.out, run.resume);
  try {
    const header = run.header(store.record);
    return await interruptible(async (signal) => {
      const outcome = await orchestrate({ ...run, store, header, signal });
      return { ...outcome, interrupted: signal.aborted };
    }, run.onInterrupt);
  } finally {
    store.close();
  }
}
